import type { RichAttributes, RichMark, RichNode } from '../../protocol/richText.ts';
import { attributeText, escapeText } from './markdownText.ts';

/** Words with their formats as Markdown; what Markdown can't say, or would misread where it stands, as HTML. */

export interface InlinePlace {
  /** Lines may be broken: a paragraph's. Else a break is `<br>`: in a heading, in a cell. */
  readonly multiline: boolean;
  readonly inCell: boolean;
  /** At the top of the letter: `-- ` may begin its signature. */
  readonly inLetter: boolean;
}

/** From outside to inside. */
const order = ['link', 'textStyle', 'underline', 'bold', 'italic', 'strike', 'code'];

/** A format that begins or ends, or what stands between. */
type Piece =
  | { readonly kind: 'open' | 'close'; readonly mark: RichMark; readonly span: Span }
  | { readonly kind: 'leaf'; readonly node: RichNode };

/** One stretch of a format. `html`: its marks would be misread here, so it is written as tags. */
interface Span {
  html: boolean;
}

export function inlineMarkdown(nodes: readonly RichNode[], place: InlinePlace): string {
  const pieces = piecesOf(merged(nodes, place.multiline));
  chooseTags(pieces);
  return written(pieces, place);
}

/**
 * A break has no format of its own, nor have blanks at the end of a line, which would keep a format from being read.
 * `keepsBlanks`: where lines are lines; in a heading and a cell they say nothing. A line of blanks alone is empty.
 */
function merged(nodes: readonly RichNode[], keepsBlanks: boolean): readonly RichNode[] {
  const kept: RichNode[] = [];
  let next: RichNode | undefined;
  for (const line of linesOf(nodes).reverse()) {
    const { words, blanks } = withoutBlanks(line.words);
    const between = commonMarks(words.at(-1), next);
    if (line.end) kept.unshift({ ...line.end, marks: between });
    if (keepsBlanks && blanks !== '' && words.length > 0) kept.unshift({ type: 'text', text: blanks, marks: between });
    kept.unshift(...words);
    next = words[0];
  }
  return joined(kept);
}

interface Line {
  readonly words: readonly RichNode[];
  readonly end: RichNode | undefined;
}

function linesOf(nodes: readonly RichNode[]): Line[] {
  const lines: Line[] = [];
  let words: RichNode[] = [];
  for (const node of nodes) {
    if (node.type !== 'hardBreak') words.push(node);
    else {
      lines.push({ words, end: node });
      words = [];
    }
  }
  return [...lines, { words, end: undefined }];
}

function withoutBlanks(line: readonly RichNode[]): { readonly words: readonly RichNode[]; readonly blanks: string } {
  const words = [...line];
  let blanks = '';
  for (let last = words.at(-1); last && isWords(last); last = words.at(-1)) {
    const text = (last.text ?? '').replace(/[ \t]+$/, '');
    blanks = (last.text ?? '').slice(text.length) + blanks;
    words.pop();
    if (text === '') continue;
    words.push({ ...last, text });
    break;
  }
  return { words, blanks };
}

/** Neighbours of one format are one text. */
function joined(nodes: readonly RichNode[]): readonly RichNode[] {
  const result: RichNode[] = [];
  for (const node of nodes) {
    const last = result.at(-1);
    const isSame = last?.type === 'text' && node.type === 'text' && sortedKeys(last) === sortedKeys(node);
    if (isSame) result[result.length - 1] = { ...last, text: `${last.text ?? ''}${node.text ?? ''}` };
    else result.push(node);
  }
  return result;
}

function sortedKeys(node: RichNode): string {
  return sortedMarks(node).map(keyOf).join(' ');
}

function isWords({ type, marks }: RichNode): boolean {
  return type === 'text' && !marks?.some((mark) => mark.type === 'code');
}

function commonMarks(before: RichNode | undefined, after: RichNode | undefined): readonly RichMark[] {
  const others = (after?.marks ?? []).map(keyOf);
  return (before?.marks ?? []).filter((mark) => mark.type !== 'code' && others.includes(keyOf(mark)));
}

function keyOf(mark: RichMark): string {
  return `${mark.type} ${JSON.stringify(mark.attrs ?? {})}`;
}

function sortedMarks(node: RichNode): readonly RichMark[] {
  return [...(node.marks ?? [])].sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type));
}

/** What ends soonest stands innermost, so that formats that overlap are cut as rarely as can be. */
function piecesOf(nodes: readonly RichNode[]): readonly Piece[] {
  const pieces: Piece[] = [];
  const open: { readonly mark: RichMark; readonly span: Span }[] = [];
  for (const node of nodes) {
    const wanted = sortedMarks(node);
    const keys = wanted.map(keyOf);
    let keep = 0;
    while (keep < open.length && keys.includes(keyOf(open[keep]?.mark ?? { type: '' }))) keep += 1;
    for (const { mark, span } of open.splice(keep).reverse()) pieces.push({ kind: 'close', mark, span });
    const held = open.map(({ mark }) => keyOf(mark));
    for (const mark of wanted.filter((one) => !held.includes(keyOf(one)))) {
      const span = { html: false };
      open.push({ mark, span });
      pieces.push({ kind: 'open', mark, span });
    }
    pieces.push({ kind: 'leaf', node });
  }
  for (const { mark, span } of open.reverse()) pieces.push({ kind: 'close', mark, span });
  return pieces;
}

const delimiters: { readonly [type: string]: string } = { bold: '**', italic: '*', strike: '~~' };
const tags: { readonly [type: string]: string } = { bold: 'strong', italic: 'em', strike: 's', underline: 'u' };

/**
 * `*` is markup only between certain neighbours (CommonMark 0.31 §6.2), which Chinese punctuation and words that are
 * formatted in part often are not. What is not surely read as meant becomes a tag.
 */
function chooseTags(pieces: readonly Piece[]): void {
  const begins = new Map<Span, number>();
  pieces.forEach((piece, index) => {
    if (piece.kind === 'leaf' || !delimiters[piece.mark.type]) return;
    if (piece.kind === 'open') {
      begins.set(piece.span, index);
      return;
    }
    const from = begins.get(piece.span) ?? index;
    if (!opensSurely(pieces, from) || !closesSurely(pieces, index)) piece.span.html = true;
  });
}

function opensSurely(pieces: readonly Piece[], at: number): boolean {
  if (isDelimiter(pieces[at - 1], 'close') || isStruckTwice(pieces, at, 1)) return false;
  const inside = edgeOf(pieces, at, 1);
  const outside = edgeOf(pieces, at, -1);
  if (outside === 'address') return false;
  return inside === 'word' || (inside === 'mark' && outside === 'space');
}

function closesSurely(pieces: readonly Piece[], at: number): boolean {
  if (isDelimiter(pieces[at + 1], 'open') || isStruckTwice(pieces, at, -1)) return false;
  const inside = edgeOf(pieces, at, -1);
  const outside = edgeOf(pieces, at, 1);
  return inside === 'word' || (inside === 'mark' && outside === 'space');
}

function isDelimiter(piece: Piece | undefined, kind: 'open' | 'close'): boolean {
  return piece !== undefined && piece.kind === kind && delimiters[piece.mark.type] !== undefined;
}

/** `~~` beside `*`: each is punctuation to the other. */
function isStruckTwice(pieces: readonly Piece[], at: number, step: 1 | -1): boolean {
  const [one, other] = [pieces[at], pieces[at + step]];
  if (!one || !other || one.kind === 'leaf' || other.kind === 'leaf' || !isDelimiter(other, one.kind)) return false;
  return (one.mark.type === 'strike') !== (other.mark.type === 'strike');
}

/** What a delimiter has beside it on one side, through delimiters that begin or end at the same place. */
function edgeOf(pieces: readonly Piece[], at: number, step: 1 | -1): 'word' | 'mark' | 'space' | 'address' {
  for (let index = at + step; ; index += step) {
    const piece = pieces[index];
    if (!piece) return 'space';
    if (piece.kind !== 'leaf') {
      if (delimiters[piece.mark.type] && !piece.span.html) continue;
      return 'mark';
    }
    if (piece.node.type === 'hardBreak') return 'space';
    if (piece.node.type !== 'text' || piece.node.marks?.some(({ type }) => type === 'code')) return 'mark';
    const text = piece.node.text ?? '';
    // A bare address takes what stands right behind it for its own.
    if (step === -1 && /(?:https?:\/\/|www\.)\S*$/i.test(text)) return 'address';
    const char = step === 1 ? String.fromCodePoint(text.codePointAt(0) ?? 32) : [...text].at(-1);
    if (char === undefined || /\s/.test(char)) return 'space';
    return /[\p{L}\p{N}]/u.test(char) ? 'word' : 'mark';
  }
}

function written(pieces: readonly Piece[], place: InlinePlace): string {
  let result = '';
  let lineStart = true;
  let inLink = false;
  pieces.forEach((piece, index) => {
    const { kind } = piece;
    if (kind !== 'leaf') {
      if (piece.mark.type === 'code') return;
      if (piece.mark.type === 'link') inLink = kind === 'open';
      result += kind === 'open' ? opening(piece.mark, piece.span) : closing(piece.mark, piece.span);
      lineStart = false;
      return;
    }
    if (piece.node.type === 'hardBreak') {
      result += place.multiline && !isLast(pieces, index) && !lineStart ? '\n' : '<br>';
      lineStart = place.multiline && result.endsWith('\n');
      return;
    }
    const atLineEnd = isLast(pieces, index) || (place.multiline && isBreak(pieces[index + 1]));
    const isFollowed = !inLink && touches(pieces[index + 1]);
    const keepsBlanks = place.multiline;
    const atLinkStart = inLink && result.endsWith('[');
    const where = { ...place, atLineStart: lineStart, atLineEnd, inLink, isFollowed, keepsBlanks, atLinkStart };
    result += leafMarkdown(piece.node, where);
    lineStart = false;
  });
  return result;
}

function isLast(pieces: readonly Piece[], index: number): boolean {
  return pieces.slice(index + 1).every(({ kind }) => kind === 'close');
}

/** Whether what follows would be taken for a part of a bare address before it. */
function touches(piece: Piece | undefined): boolean {
  if (piece?.kind === 'open') return piece.mark.type === 'link' || piece.mark.type === 'code';
  return piece?.kind === 'leaf' && piece.node.type !== 'hardBreak';
}

function isBreak(piece: Piece | undefined): boolean {
  return piece?.kind === 'leaf' && piece.node.type === 'hardBreak';
}

function opening({ type, attrs }: RichMark, { html }: Span): string {
  if (type === 'link') return '[';
  if (type === 'textStyle') return `<span style="${attributeText(styleOf(attrs))}">`;
  const delimiter = delimiters[type];
  return delimiter && !html ? delimiter : `<${tags[type] ?? 'span'}>`;
}

function closing({ type, attrs }: RichMark, { html }: Span): string {
  if (type === 'link') return `](${destination(attrs)})`;
  if (type === 'textStyle') return '</span>';
  const delimiter = delimiters[type];
  return delimiter && !html ? delimiter : `</${tags[type] ?? 'span'}>`;
}

const properties = [
  ['color', 'color'],
  ['font-size', 'fontSize'],
  ['font-family', 'fontFamily'],
] as const;

function styleOf(attrs: RichAttributes = {}): string {
  return properties
    .filter(([, name]) => attrs[name])
    .map(([property, name]) => `${property}:${String(attrs[name]).replaceAll('"', "'")}`)
    .join(';');
}

function destination(attrs: RichAttributes = {}): string {
  const target = linkTarget(String(attrs['href'] ?? ''));
  return attrs['title']
    ? `${target} "${String(attrs['title'])
        .replace(/[\\"]/g, '\\$&')
        .replace(/\s*\n\s*/g, ' ')}"`
    : target;
}

/** In angle brackets where a space or a bracket would end it. */
export function linkTarget(href: string): string {
  const safe = href.replace(/[\u0000-\u001f\u007f]/g, '');
  if (safe !== '' && !/[\s<>()\\&]/.test(safe)) return safe;
  return `<${safe.replace(/[<>\\]/g, '\\$&').replace(/&(?=#?\w+;)/g, '&amp;')}>`;
}

function leafMarkdown(node: RichNode, place: Parameters<typeof escapeText>[1]): string {
  if (node.type === 'image') return imageMarkdown(node.attrs ?? {}, place.inCell);
  if (node.type === 'footnoteRef') return `[^${String(node.attrs?.['name'] ?? '')}]`;
  if (node.type === 'rawInline') return String(node.attrs?.['source'] ?? '');
  const text = node.text ?? '';
  return node.marks?.some(({ type }) => type === 'code') ? codeSpan(text, place.inCell) : escapeText(text, place);
}

/** As many backticks as it takes (CommonMark 0.31 §6.1). */
function codeSpan(text: string, inCell: boolean): string {
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length);
  let length = 1;
  while (runs.includes(length)) length += 1;
  const fence = '`'.repeat(length);
  const padded = /^`|`$|^ .*[^ ].* $/s.test(text) ? ` ${text} ` : text;
  return `${fence}${inCell ? padded.replaceAll('|', '\\|') : padded}${fence}`;
}

function imageMarkdown(attrs: RichAttributes, inCell: boolean): string {
  const [src, alt, title, width] = ['src', 'alt', 'title', 'width'].map((name) => attrs[name] ?? null);
  if (width === null) {
    const place = {
      ...{ atLineStart: false, atLineEnd: false, inCell, inLink: true, isFollowed: false, inLetter: false },
      ...{ keepsBlanks: false, atLinkStart: false },
    };
    const words = escapeText(String(alt ?? ''), place);
    return `![${words.replace(/\s*\n\s*/g, ' ')}](${destination({ href: src ?? '', title: title ?? null })})`;
  }
  const titled = title ? ` title="${attributeText(String(title))}"` : '';
  const tag = `<img src="${attributeText(String(src ?? ''))}" alt="${attributeText(String(alt ?? ''))}"${titled} width="${width}">`;
  return inCell ? tag.replaceAll('|', '&#124;') : tag;
}
