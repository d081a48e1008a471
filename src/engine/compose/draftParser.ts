import { draftHeaders, type HeaderName, headerNamed, isExtraHeader } from './draftHeaders.ts';
import { readValue, type ValuePiece } from './draftValue.ts';
import { type Line, linesOf } from './textLines.ts';

/**
 * The one reader of drafts: a header block between `---` lines, then the body. The block reads as YAML where people
 * write YAML (quotes, block scalars, `- ` lists, `#` comment lines) and as they mean it where they don't: an address or
 * text is the rest of its line, whatever stands in it. Never throws; what is wrong is in `problems`, by offset.
 */

export interface DraftHeader {
  /** A known header, or an `x-…` name in lower case; as written when unknown. */
  readonly name: string;
  readonly known: HeaderName | undefined;
  /** Offsets of the name as written, and of the value without the space around it. */
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly valueStart: number;
  readonly valueEnd: number;
  /** Offsets of all its lines, with the last line break. */
  readonly start: number;
  readonly end: number;
  readonly pieces: readonly ValuePiece[];
}

/**
 * `noBlock`: the text does not begin with `---`. `unclosed`: no second `---`; `start` is where it belongs.
 * `badLine`: a line of the block that is no header.
 */
export interface BlockProblem {
  readonly kind: 'noBlock' | 'unclosed' | 'badLine';
  readonly start: number;
  readonly end: number;
}

export interface ParsedDraft {
  readonly text: string;
  readonly lines: readonly Line[];
  readonly headers: readonly DraftHeader[];
  /** Offset behind the opening `---` line; where a header can be inserted. */
  readonly blockStart: number;
  /** Offset of the closing `---` line, or where it should be. */
  readonly blockEnd: number;
  readonly body: string;
  readonly bodyStart: number;
  readonly problems: readonly BlockProblem[];
}

/** Lines that the block may have; a text without a closing line is not searched to its end. */
export const blockMaxLines = 2_000;

export function parseDraft(text: string): ParsedDraft {
  const lines = linesOf(text);
  const open = lines.findIndex((line) => line.text.replace('\ufeff', '').trim() !== '');
  const fence = lines[open];
  if (!fence || !isFence(fence.text)) return withoutBlock(text, lines, open);
  const { headers, next, problems } = readBlock(text, lines, open + 1);
  const closing = lines[next];
  const closed = closing !== undefined && isFence(closing.text);
  const blockEnd = closing?.start ?? text.length;
  if (!closed) problems.push({ kind: 'unclosed', start: fence.start, end: fence.end });
  const bodyLine = closed ? next + 1 : next;
  const bodyStart = lines[skipBlank(lines, bodyLine)]?.start ?? text.length;
  return {
    text,
    lines,
    headers,
    blockStart: lines[open + 1]?.start ?? text.length,
    blockEnd,
    body: text.slice(bodyStart),
    bodyStart,
    problems,
  };
}

/** The first header of this name. */
export function headerOf(draft: ParsedDraft, name: HeaderName): DraftHeader | undefined {
  return draft.headers.find((header) => header.known === name);
}

/** A `---` line; spaces after it and a byte order mark before it are nobody's intention. */
export function isFence(line: string): boolean {
  return /^\ufeff?-{3}[ \t]*$/.test(line);
}

/** `name: value`; the colon may be a Chinese keyboard's. */
const headerLine = /^(\ufeff?)([\p{L}][\p{L}\p{N}_-]*|reply to)([ \t]*[:：])(.*)$/iu;

interface Block {
  readonly headers: DraftHeader[];
  /** The line that ended it. */
  readonly next: number;
  readonly problems: BlockProblem[];
}

function readBlock(text: string, lines: readonly Line[], first: number): Block {
  const headers: DraftHeader[] = [];
  const problems: BlockProblem[] = [];
  const last = Math.min(lines.length, first + blockMaxLines);
  const closing = lines.findIndex((line, index) => index >= first && index < last && isFence(line.text));
  let index = first;
  while (index < last) {
    const line = lines[index];
    if (!line || index === closing) break;
    const match = headerLine.exec(line.text);
    if (match) {
      const end = endOfHeader(lines, index, closing < 0 ? last : closing);
      headers.push(readHeader(text, lines, index, end, match));
      index = end;
    } else if (line.text.trim() === '' || line.text.startsWith('#')) {
      if (closing < 0 && line.text.trim() === '' && !blockGoesOn(lines, index, last)) break;
      index += 1;
    } else {
      if (closing < 0) break; // The body has begun, and somebody forgot to say so.
      problems.push({ kind: 'badLine', start: line.start, end: line.end });
      index += 1;
    }
  }
  return { headers, next: index, problems };
}

/** Without a closing line: whether after the blank lines at `index` comes another known header, and not the letter. */
function blockGoesOn(lines: readonly Line[], index: number, last: number): boolean {
  const next = lines.slice(index, last).find((line) => line.text.trim() !== '');
  const name = next && headerLine.exec(next.text)?.[2];
  return name !== undefined && (headerNamed(name) !== undefined || isExtraHeader(name));
}

/** Indented lines, list items and what a block scalar holds belong to the header above. */
function endOfHeader(lines: readonly Line[], start: number, last: number): number {
  let end = start + 1;
  for (let index = end; index < last; index++) {
    const text = lines[index]?.text ?? '';
    if (/^[ \t]+\S/.test(text) || /^- /.test(text) || text === '-') end = index + 1;
    else if (text.trim() !== '') break;
  }
  return end;
}

function readHeader(
  text: string,
  lines: readonly Line[],
  index: number,
  end: number,
  match: RegExpExecArray,
): DraftHeader {
  const [, mark = '', written = '', colon = '', rest = ''] = match;
  const line = lines[index];
  const start = line?.start ?? 0;
  const nameStart = start + mark.length;
  const known = headerNamed(written);
  const name = known ?? (isExtraHeader(written) ? written.toLowerCase() : written);
  const valueOffset = nameStart + written.length + colon.length;
  const kind = known ? draftHeaders[known] : 'text';
  const following = lines.slice(index + 1, end);
  const pieces = readValue(kind, { text: rest, start: valueOffset }, following);
  const lastEnd = lines[end - 1]?.end ?? text.length;
  const value = text.slice(valueOffset, lastEnd);
  const valueStart = valueOffset + (value.length - value.trimStart().length);
  return {
    name,
    known,
    nameStart,
    nameEnd: nameStart + written.length,
    valueStart: value.trim() ? valueStart : Math.min(valueOffset + (rest.startsWith(' ') ? 1 : 0), lastEnd),
    valueEnd: value.trim()
      ? valueStart + value.trim().length
      : Math.min(valueOffset + (rest.startsWith(' ') ? 1 : 0), lastEnd),
    start,
    end: lines[end]?.start ?? text.length,
    pieces,
  };
}

function withoutBlock(text: string, lines: readonly Line[], open: number): ParsedDraft {
  const first = lines[Math.max(0, open)];
  const start = first?.start ?? 0;
  return {
    text,
    lines,
    headers: [],
    blockStart: start,
    blockEnd: start,
    body: text.slice(start),
    bodyStart: start,
    problems: [{ kind: 'noBlock', start, end: first?.end ?? 0 }],
  };
}

function skipBlank(lines: readonly Line[], index: number): number {
  let at = index;
  while (at < lines.length && (lines[at]?.text ?? '').trim() === '') at++;
  return at;
}
