import type { ByteSource } from './byteSource.ts';
import { type Parameterised, parseParameters } from './parameters.ts';
import { partDepthMax, partsMax } from './readLimits.ts';
import { type HeaderDefect, type HeaderField, scanHeader } from './scanHeader.ts';
import { SourceText } from './sourceText.ts';

/**
 * A MIME part (RFC 2045, 2046): where its header and body lie in the source, and its children. Nothing is decoded.
 * `bodyEnd` excludes the line end that belongs to a following delimiter.
 */
export interface Part {
  readonly headerStart: number;
  readonly bodyStart: number;
  bodyEnd: number;
  readonly fields: readonly HeaderField[];
  /** Lower case `type/subtype`; `text/plain` where there is none or it makes no sense (RFC 2045 §5.2). */
  readonly type: string;
  readonly typeParameters: Parameterised['parameters'];
  readonly children: Part[];
  readonly depth: number;
  /** A multipart one of whose delimiters was found: without children it holds nothing. */
  isSplit: boolean;
}

/** What was wrong with the bytes. Told in words by whoever shows it; reading never stops at one. */
export type Defect =
  | HeaderDefect
  | 'tooDeep'
  | 'tooManyParts'
  | 'boundaryMissing'
  | 'boundaryUnclosed'
  | 'boundaryGuessed'
  | 'contentTypeInvalid'
  | 'encodingUnknown'
  | 'charsetUnknown'
  | 'charsetWrong'
  | 'duplicateField'
  | 'textTooLong'
  | 'tnefBroken';

export interface ScannedMessage {
  readonly root: Part;
  readonly defects: ReadonlySet<Defect>;
}

/**
 * Finds the parts of a message in one pass over the bytes, in time linear in their number, with the lines of bodies
 * looked at only where they may be delimiters. A multipart whose boundary is missing or wrong is read again by the
 * delimiter that its lines show. Never throws for what the bytes say. Limits: {@link partDepthMax}, {@link partsMax},
 * and those of `scanHeader`.
 */
export function scanMessage(source: ByteSource): ScannedMessage {
  const scanner = new Scanner(source);
  return { root: scanner.scan(), defects: scanner.defects };
}

/** A multipart or enclosed message whose end has not been seen. */
interface Open {
  readonly part: Part;
  /** With the two leading dashes; empty for an enclosed message. */
  readonly delimiter: string;
}

interface Match {
  readonly level: number;
  readonly closes: boolean;
}

class Scanner {
  readonly defects = new Set<Defect>();
  readonly text: SourceText;
  readonly #open: Open[] = [];
  /** Multiparts whose boundary is missing, or that ended without it. */
  readonly #unsplit: Part[] = [];
  #parts = 0;

  constructor(source: ByteSource) {
    this.text = new SourceText(source);
  }

  scan(): Part {
    const root = this.#readPart(0, 0, 'text/plain');
    this.#scanBelow(root, this.#enter(root));
    for (let part = this.#unsplit.pop(); part; part = this.#unsplit.pop()) this.#splitByGuess(part);
    return root;
  }

  isDelimiter(line: string): boolean {
    return line.startsWith('--') && this.#levelOf(line) !== undefined;
  }

  /** Goes from delimiter to delimiter until the window's end. `leaf`: the part whose end is looked for. */
  #scanBelow(top: Part, entered: Part | undefined): void {
    let leaf = entered;
    let at = this.#open.at(-1)?.part.bodyStart ?? top.bodyStart;
    if (leaf) at = leaf.bodyStart;
    const { end } = this.text;
    while (this.#open.length > 0) {
      const start = this.text.nextDashes(at);
      if (start === -1) break;
      const match = this.#levelOf(this.text.line(start));
      if (!match) {
        if (this.text.next <= start) break;
        at = this.text.next;
        continue;
      }
      const next = this.text.next;
      const bodyEnd = this.text.beforeLineEnd(start);
      if (leaf) leaf.bodyEnd = Math.max(leaf.bodyStart, bodyEnd);
      leaf = undefined;
      this.#closeAbove(match.level, bodyEnd);
      at = next;
      const parent = this.#open[match.level]?.part;
      if (parent) parent.isSplit = true;
      if (match.closes || !parent) {
        this.#closeAbove(match.level - 1, at);
        continue;
      }
      if (++this.#parts > partsMax) {
        this.defects.add('tooManyParts');
        continue;
      }
      const part = this.#readPart(at, parent.depth + 1, parent.type === 'multipart/digest' ? digested : 'text/plain');
      parent.children.push(part);
      leaf = this.#enter(part);
      at = leaf ? leaf.bodyStart : (this.#open.at(-1)?.part.bodyStart ?? part.bodyStart);
    }
    if (leaf) leaf.bodyEnd = end;
    if (this.#open.some((one) => one.delimiter !== '')) this.defects.add('boundaryUnclosed');
    this.#closeAbove(-1, end);
  }

  /** Opens what has parts of its own, down to the first that has none; returns that leaf. */
  #enter(part: Part): Part | undefined {
    const isMultipart = part.type.startsWith('multipart/');
    const encloses = part.type === digested && !isEncoded(part) && part.bodyStart < this.text.end;
    if (!isMultipart && !encloses) return part;
    const boundary = isMultipart ? (part.typeParameters.get('boundary') ?? '').trimEnd() : '';
    if (part.depth >= partDepthMax) {
      this.defects.add('tooDeep');
      return part;
    }
    if (isMultipart && boundary === '') {
      this.defects.add('boundaryMissing');
      this.#unsplit.push(part);
      return part;
    }
    this.#open.push({ part, delimiter: encloses ? '' : `--${boundary}` });
    if (!encloses) return undefined;
    const inner = this.#readPart(part.bodyStart, part.depth + 1, 'text/plain');
    part.children.push(inner);
    return this.#enter(inner);
  }

  #closeAbove(level: number, end: number): void {
    while (this.#open.length > level + 1) {
      const closed = this.#open.pop();
      if (!closed) return;
      // A header that a delimiter ends reaches past the line end before it.
      closed.part.bodyEnd = Math.max(closed.part.bodyStart, end, closed.part.children.at(-1)?.bodyEnd ?? 0);
      if (closed.delimiter !== '' && !closed.part.isSplit) this.#unsplit.push(closed.part);
    }
  }

  /** The bodies of unsplit multiparts don't overlap, so that all of them together are read once more at most. */
  #splitByGuess(part: Part): void {
    const { text } = this;
    const whole = text.end;
    text.end = part.bodyEnd;
    const delimiter = this.#guessDelimiter(part);
    if (delimiter !== undefined) {
      this.defects.add('boundaryGuessed');
      this.#open.push({ part, delimiter });
      this.#scanBelow(part, undefined);
    }
    text.end = whole;
  }

  /** The first line of the body that begins with `--` and has a header field after it. */
  #guessDelimiter(part: Part): string | undefined {
    let at = part.bodyStart;
    for (let tries = 0; tries < guessesMax; tries++) {
      const start = this.text.nextDashes(at);
      if (start === -1) return undefined;
      const line = this.text.line(start).trimEnd();
      at = this.text.next;
      if (at <= start) return undefined;
      const isUsable = line.length > 2 && line.length <= delimiterMaxChars && !/^--\s|--$/.test(line);
      if (isUsable && /^content-[a-z-]+[ \t]*:/i.test(this.text.line(at))) return line;
    }
    return undefined;
  }

  #readPart(start: number, depth: number, defaultType: string): Part {
    const { fields, bodyStart } = scanHeader(this, start, depth === 0);
    const value = fields.find((field) => field.key === 'content-type')?.raw;
    let parsed = value === undefined ? noType : parseParameters(value);
    let type = parsed.value.toLowerCase();
    let isSound = isMediaType(type);
    if (value !== undefined && !isSound) {
      this.defects.add('contentTypeInvalid');
      // A parameter without its semicolon: `text/plain charset=x`.
      parsed = parseParameters(value.replace(/^(\s*[^\s/;]+\/[^\s/;]+)\s+(?=[^\s=;]+=)/, '$1; '));
      type = parsed.value.toLowerCase();
      isSound = isMediaType(type);
    }
    return {
      headerStart: start,
      bodyStart,
      bodyEnd: this.text.end,
      fields,
      type: isSound ? type : value === undefined ? defaultType : 'text/plain',
      typeParameters: parsed.parameters,
      children: [],
      depth,
      isSplit: false,
    };
  }

  /** Which open multipart a line is a delimiter of; the innermost wins. RFC 2046 §5.1.1: what follows blanks is ignored. */
  #levelOf(line: string): Match | undefined {
    for (let level = this.#open.length - 1; level >= 0; level--) {
      const delimiter = this.#open[level]?.delimiter ?? '';
      if (delimiter === '' || !line.startsWith(delimiter)) continue;
      if (endsAt(line, delimiter.length)) return { level, closes: false };
      if (line.startsWith('--', delimiter.length) && endsAt(line, delimiter.length + 2)) return { level, closes: true };
    }
    return undefined;
  }
}

const digested = 'message/rfc822';
const noType: Parameterised = { value: '', parameters: new Map() };
/** How many lines with dashes are tried as a delimiter. */
const guessesMax = 50;
/** RFC 2046 §5.1.1 allows 70 and the dashes; programs write longer ones. */
const delimiterMaxChars = 256;

function endsAt(line: string, index: number): boolean {
  const code = line.charCodeAt(index);
  return Number.isNaN(code) || code === 32 || code === 9 || code === 13;
}

function isMediaType(type: string): boolean {
  return /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/.test(type);
}

function isEncoded(part: Part): boolean {
  const encoding = part.fields.find((field) => field.key === 'content-transfer-encoding')?.raw ?? '';
  return /base64|quoted-printable/i.test(encoding);
}
