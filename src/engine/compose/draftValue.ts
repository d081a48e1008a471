import type { HeaderKind } from './draftHeaders.ts';

/** A stretch of a header's value: its text with YAML's dress taken off, and where it stands in the document. */
export interface ValuePiece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** True when `text` is the document's own characters from `start`: offsets inside it can be told. */
  readonly exact: boolean;
}

interface SourceLine {
  readonly text: string;
  readonly start: number;
}

/**
 * A value, as the rest of its line and the lines that belong to it. An address or id list gives a piece per line or
 * item, a list of files a piece per file, everything else one piece or none.
 */
export function readValue(
  kind: HeaderKind,
  first: SourceLine,
  following: readonly SourceLine[],
): readonly ValuePiece[] {
  const head = trimmed(first);
  const filled = following.filter((line) => line.text.trim() !== '');
  if (/^[|>][+-]?\d?$/.test(head.text) && filled.length > 0)
    return blockScalar(kind, head.text.startsWith('>'), filled);
  const listed = filled.map(listItem);
  const rest = listed.map((item, index) => item ?? trimmed(filled[index] ?? first));
  const pieces = [head, ...rest].filter((piece) => piece.text !== '');
  if (kind === 'files') {
    const items = new Set(listed.filter((item) => item !== undefined));
    return pieces.flatMap((piece) => (items.has(piece) ? [unquoted(piece)] : splitFiles(piece)));
  }
  if (kind === 'address' || kind === 'ids') return pieces.flatMap(addressPiece);
  return pieces.length <= 1 ? pieces.map(unquoted) : [joined(pieces.map((piece) => piece.text).join(' '), pieces)];
}

/** `- item`, indented or not. */
function listItem(line: SourceLine): ValuePiece | undefined {
  const match = /^([ \t]*-(?:[ \t]+|$))(.*)$/.exec(line.text);
  return match ? trimmed({ text: match[2] ?? '', start: line.start + (match[1] ?? '').length }) : undefined;
}

/** `|` keeps its lines apart, `>` makes one of them. */
function blockScalar(kind: HeaderKind, folds: boolean, lines: readonly SourceLine[]): readonly ValuePiece[] {
  const pieces = lines.map(trimmed);
  if (kind === 'address' || kind === 'ids' || kind === 'files') return pieces;
  return [joined(pieces.map((piece) => piece.text).join(folds ? ' ' : '\n'), pieces)];
}

/** `[a, b]` is YAML's other list; its brackets are not an address's. */
function addressPiece(piece: ValuePiece): readonly ValuePiece[] {
  if (!/^\[.*\]$/.test(piece.text) || /@\[[^\]]*\]$/.test(piece.text)) return [unquoted(piece)];
  return [within(piece, 1, piece.text.length - 1)];
}

/** Several files on a line: `;` or `,` between them, quotes around a name that holds one; braces belong to a glob. */
function splitFiles(piece: ValuePiece): readonly ValuePiece[] {
  const inner = /^\[.*\]$/.test(piece.text) ? within(piece, 1, piece.text.length - 1) : piece;
  const parts = inner.text.matchAll(/(?:"(?:[^"\\]|\\.)*"|'[^']*'|\{[^}]*\}|[^;,；，])+/g);
  return [...parts]
    .map((part) => trimmed({ text: part[0], start: inner.start + part.index }))
    .filter((part) => part.text !== '')
    .map(unquoted);
}

/** Takes YAML's quotes off a value that is quoted as a whole; `"a; b"@x` and `"so" he said` are not. */
function unquoted(piece: ValuePiece): ValuePiece {
  const { text, start, end } = piece;
  if (/^'(?:[^']|'')*'$/.test(text)) {
    const plain = text.slice(1, -1).replaceAll("''", "'");
    return { text: plain, start: start + 1, end: end - 1, exact: plain.length === text.length - 2 };
  }
  if (/^"(?:[^"\\]|\\.)*"$/.test(text)) {
    const plain = unescaped(text.slice(1, -1));
    return { text: plain, start: start + 1, end: end - 1, exact: plain === text.slice(1, -1) };
  }
  return piece;
}

/** The escapes of a double-quoted YAML scalar (YAML 1.2 §5.7) that anybody writes; others stay as they are. */
function unescaped(text: string): string {
  return text.replace(/\\(x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|.)/gi, (all, code: string) => {
    if (/^[xu][0-9a-f]{2}/i.test(code)) {
      const point = Number.parseInt(code.slice(1), 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : all;
    }
    return escapes[code] ?? all;
  });
}

const escapes: { readonly [letter: string]: string } = {
  n: '\n',
  r: '\r',
  t: '\t',
  '0': '\0',
  '"': '"',
  '\\': '\\',
  '/': '/',
  ' ': ' ',
};

function trimmed({ text, start }: SourceLine): ValuePiece {
  const from = start + (text.length - text.trimStart().length);
  const inner = text.trim();
  return { text: inner, start: from, end: from + inner.length, exact: true };
}

function within(piece: ValuePiece, from: number, to: number): ValuePiece {
  return trimmed({ text: piece.text.slice(from, to), start: piece.start + from });
}

function joined(text: string, pieces: readonly ValuePiece[]): ValuePiece {
  return { text, start: pieces[0]?.start ?? 0, end: pieces.at(-1)?.end ?? 0, exact: false };
}
