import { headerPlace, type Position } from './headerBlock.ts';

/** What stands under the pointer in a draft. Plain data. */
export interface HoverPlace {
  readonly kind: 'address' | 'file';
  /** The address, or the file as the draft names it. */
  readonly text: string;
  /** Columns in the line. */
  readonly start: number;
  readonly end: number;
}

const addressPattern = /[^\s<>;,；，:"'()]+@[^\s<>;,；，:"'()]+/g;
const picturePattern = /!\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)/g;

export function hoverPlace(lines: readonly string[], at: Position): HoverPlace | undefined {
  const line = lines[at.line] ?? '';
  const place = headerPlace(lines, { line: at.line, column: line.length });
  if (place.kind === 'none') return isInBlock(lines, at.line) ? undefined : found('file', line, picturePattern, at);
  if (place.kind === 'address') return found('address', line, addressPattern, at);
  if (place.kind !== 'file') return undefined;
  const files = /"((?:[^"\\]|\\.)*)"|(?:^[^:：]*[:：]|^[ \t]*-)?[ \t]*([^;,；，"\s][^;,；，"]*)/g;
  return found('file', line, files, at);
}

function found(kind: HoverPlace['kind'], line: string, pattern: RegExp, { column }: Position): HoverPlace | undefined {
  for (const match of line.matchAll(pattern)) {
    const text = (match.slice(1).find((group) => group !== undefined) ?? match[0]).trim();
    const start = match.index + match[0].lastIndexOf(text);
    if (text !== '' && column >= start && column <= start + text.length)
      return { kind, text, start, end: start + text.length };
  }
  return undefined;
}

function isInBlock(lines: readonly string[], line: number): boolean {
  return /^\ufeff?---\s*$/.test(lines[0] ?? '') && !lines.slice(1, line).some((each) => /^---\s*$/.test(each));
}
