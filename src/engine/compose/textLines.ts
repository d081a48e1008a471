import type { TextRange } from '../../protocol/records.ts';

/** One line of a document: `start` (with) to `end` (without its line break), UTF-16 offsets. */
export interface Line {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The lines of a document as VS Code counts them: broken at LF, CRLF and CR. */
export function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  const breaks = /\r\n|\r|\n/g;
  let start = 0;
  for (const match of text.matchAll(breaks)) {
    lines.push({ start, end: match.index, text: text.slice(start, match.index) });
    start = match.index + match[0].length;
  }
  lines.push({ start, end: text.length, text: text.slice(start) });
  return lines;
}

/** Offsets as lines and columns. */
export function rangeOf(lines: readonly Line[], start: number, end: number): TextRange {
  const from = positionOf(lines, start);
  const to = positionOf(lines, Math.max(start, end));
  return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
}

export function positionOf(lines: readonly Line[], offset: number): { readonly line: number; readonly column: number } {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const line = lines[low];
  return { line: low, column: line ? Math.max(0, Math.min(offset, line.end) - line.start) : 0 };
}
