/** Finds the words of a search in text. What the index finds by tokens is compared here where tokens don't say enough. Pure. */
import type { TextCondition } from './query.ts';
import { characterCount, letterClass, spacedClass, unspacedClass, type Word } from './words.ts';

/**
 * A pattern for folded text: words whole and in order, with nothing but what parts words between. A run of a script
 * without spaces may begin or end inside a longer one.
 */
export function patternOf({ words, startsWith }: Pick<TextCondition, 'words' | 'startsWith'>): RegExp {
  const parts = words.map((word, index) => partOf(word, index, words.length, startsWith));
  return new RegExp(parts.join(`(?:(?!${letterClass})[\\s\\S])*`), 'gv');
}

function partOf({ text, isRun }: Word, index: number, count: number, startsWith: boolean): string {
  const isLast = index === count - 1;
  if (isRun) return `${index === 0 ? '' : `(?<!${unspacedClass})`}${text}${isLast ? '' : `(?!${unspacedClass})`}`;
  return `(?<!${spacedClass})${text}${isLast && startsWith ? '' : `(?!${spacedClass})`}`;
}

/** Whether the tokens of a message say exactly whether it holds the words. */
export function isExact({ words }: TextCondition): boolean {
  const [word, ...more] = words;
  if (!word || more.length > 0) return false;
  return !word.isRun || characterCount(word.text) <= 2;
}

/** Places of a folded text that hold any of the words, in order, not overlapping. */
export function placesIn(
  folded: string,
  patterns: readonly RegExp[],
): readonly (readonly [start: number, end: number])[] {
  const found = patterns.flatMap((pattern) =>
    [...folded.matchAll(pattern)].map(({ 0: text, index }) => [index, index + text.length] as const),
  );
  const places: (readonly [number, number])[] = [];
  for (const place of found.sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
    const last = places.at(-1);
    if (!last || place[0] >= last[1]) places.push(place);
  }
  return places;
}
