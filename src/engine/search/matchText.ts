/** Finds the words of a search in text. What the index finds by tokens is compared here where tokens don't say enough. Pure. */
import { kindAt, kindBefore, letterKinds } from './letters.ts';
import type { TextCondition } from './query.ts';
import { characterCount, type Word } from './words.ts';

/** A place in a folded text, UTF-16 units. */
export type Place = readonly [start: number, end: number];

/** Finds the words of one condition in folded text. */
export interface Matcher {
  /** The first place at or after `from`. */
  find(folded: string, from: number): Place | undefined;
}

/**
 * Words whole and in order, with nothing but what parts words between. A run of a script without spaces may begin or end
 * inside a longer one. Texts are long and hits few, so that the first word is looked for as it is, and only there the rest.
 */
export function matcherOf({ words, startsWith }: Pick<TextCondition, 'words' | 'startsWith'>): Matcher {
  const [first] = words;
  return {
    find(folded, from) {
      if (!first) return undefined;
      for (let at = folded.indexOf(first.text, from); at >= 0; at = folded.indexOf(first.text, at + 1)) {
        if (!first.isRun && kindBefore(folded, at) === letterKinds.spaced) continue;
        const end = endOf(folded, at, words, startsWith);
        if (end !== undefined) return [at, end];
      }
      return undefined;
    },
  };
}

/** Where words that begin at a place end; undefined where they are not all there. */
function endOf(folded: string, at: number, words: readonly Word[], startsWith: boolean): number | undefined {
  let end = at;
  for (const [index, { text, isRun }] of words.entries()) {
    const isLast = index === words.length - 1;
    if (!folded.startsWith(text, end)) return undefined;
    end += text.length;
    const mayGoOn = isLast && (isRun || startsWith);
    if (!mayGoOn && kindAt(folded, end) === (isRun ? letterKinds.unspaced : letterKinds.spaced)) return undefined;
    if (!isLast) while (end < folded.length && kindAt(folded, end) === letterKinds.none) end += 1;
  }
  return end;
}

/** Whether the tokens of a message say exactly whether it holds the words. */
export function isExact({ words }: TextCondition): boolean {
  const [word, ...more] = words;
  if (!word || more.length > 0) return false;
  return !word.isRun || characterCount(word.text) <= 2;
}

/** Places of a folded text that hold any of the words, in order, not overlapping. */
export function placesIn(folded: string, matchers: readonly Matcher[]): readonly Place[] {
  const found = matchers.flatMap((matcher) => allIn(folded, matcher));
  const places: Place[] = [];
  for (const place of found.sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
    const last = places.at(-1);
    if (!last || place[0] >= last[1]) places.push(place);
  }
  return places;
}

function allIn(folded: string, matcher: Matcher): Place[] {
  const places: Place[] = [];
  for (let place = matcher.find(folded, 0); place; place = matcher.find(folded, place[1])) places.push(place);
  return places;
}
