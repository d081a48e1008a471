/** Where the words of a search stand in what is shown of a hit. Pure. */
import { fold, foldWithOffsets } from './fold.ts';
import { snippetMaxChars, snippetStepChars } from './limits.ts';
import { type Matcher, placesIn } from './matchText.ts';

/** Ranges of a text, UTF-16 units: from the first with, to the second without. */
export type Marks = readonly (readonly [start: number, end: number])[];

export interface Snippet {
  readonly text: string;
  readonly marks: Marks;
}

/** Ranges of a short text that hold words of the search. */
export function marksIn(text: string, matchers: readonly Matcher[]): Marks {
  if (text === '' || matchers.length === 0) return [];
  const { folded, offsets } = foldWithOffsets(text);
  const at = (unit: number) => offsets[unit] ?? text.length;
  return placesIn(folded, matchers).map(([start, end]) => [at(start), afterCluster(offsets, end, text.length)]);
}

/** The original's end of what was folded up to here: a letter that became two is marked whole. */
function afterCluster(offsets: readonly number[], end: number, length: number): number {
  const last = offsets[end - 1] ?? 0;
  let next = end;
  while (next < offsets.length && offsets[next] === last) next += 1;
  return offsets[next] ?? length;
}

/** A line of the text around the first place that holds a word of the search; undefined when none does. */
export function snippetOf(text: string, matchers: readonly Matcher[]): Snippet | undefined {
  for (const piece of piecesOf(text)) {
    const folded = fold(piece);
    if (!matchers.some((matcher) => matcher.find(folded, 0))) continue;
    const line = piece.replace(/[\s\u3000]+/g, ' ').trim();
    const marks = marksIn(line, matchers);
    if (marks.length > 0) return cut(line, marks);
  }
  return undefined;
}

/** Pieces to look through one after the other, cut where a line ends if there is such a place. */
function* piecesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const wanted = start + snippetStepChars;
    const lineEnd = wanted < text.length ? text.lastIndexOf('\n', wanted) : text.length;
    const end = lineEnd > start ? lineEnd : wanted;
    yield text.slice(start, end);
    start = end;
  }
}

/** The part of a line with the first mark in its first third. */
function cut(line: string, marks: Marks): Snippet {
  const first = marks[0]?.[0] ?? 0;
  const wanted = Math.max(0, first - Math.floor(snippetMaxChars / 3));
  const space = line.lastIndexOf(' ', wanted);
  const start = wanted === 0 ? 0 : wanted - space < 20 && space >= 0 ? space + 1 : wanted;
  const end = start + snippetMaxChars;
  const inside = marks.filter(([from, to]) => from >= start && to <= end);
  const before = start > 0 ? '…' : '';
  const text = `${before}${line.slice(start, end)}${end < line.length ? '…' : ''}`;
  return { text, marks: inside.map(([from, to]) => [from - start + before.length, to - start + before.length]) };
}
