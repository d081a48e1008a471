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
  if (firstIn(fold(text), matchers) === undefined) return [];
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
    const first = firstIn(folded, matchers);
    if (first === undefined) continue;
    // Folding keeps most lengths, so that the place is near where it was; marks cost far more than finding.
    const near = around(piece, Math.round((first * piece.length) / folded.length));
    const found = lineOf(near, matchers) ?? lineOf(piece, matchers);
    if (found) return found;
  }
  return undefined;
}

function firstIn(folded: string, matchers: readonly Matcher[]): number | undefined {
  const starts = matchers.flatMap((matcher) => matcher.find(folded, 0)?.[0] ?? []);
  return starts.length === 0 ? undefined : Math.min(...starts);
}

/** The part of a piece that a line around a place is made of, cut at spaces where there are some. */
function around(piece: string, at: number): string {
  const [from, to] = [at - nearChars, at + 2 * nearChars];
  const before = from <= 0 ? 0 : piece.slice(from, at).search(space);
  const after = to >= piece.length ? -1 : piece.slice(to, to + nearChars).search(space);
  const start = from <= 0 ? 0 : from + Math.max(0, before);
  return piece.slice(start, after < 0 ? to : to + after);
}

function lineOf(text: string, matchers: readonly Matcher[]): Snippet | undefined {
  const line = text.replace(spaces, ' ').trim();
  const marks = marksIn(line, matchers);
  return marks.length > 0 ? cut(line, marks) : undefined;
}

const space = /[\s\u3000]/;
const spaces = /[\s\u3000]+/g;
/** More than a line shows of what stands before its first mark. */
const nearChars = 100;

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
