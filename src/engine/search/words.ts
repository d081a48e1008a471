/**
 * Words of folded text, and how they are indexed. Scripts that are written without spaces are indexed by pairs of
 * characters, with the last one of each run alone, so that one character is found by what begins with it. Pure.
 */
import { fold, isAscii } from './fold.ts';
import { eachWord, letterKinds } from './letters.ts';

/** A word, or a run of characters of a script without spaces. */
export interface Word {
  readonly text: string;
  readonly isRun: boolean;
}

/** The words of a text, folded, in order. */
export function wordsOf(text: string): readonly Word[] {
  const folded = fold(text);
  const words: Word[] = [];
  eachWord(folded, (start, end, kind) =>
    words.push({ text: folded.slice(start, end), isRun: kind === letterKinds.unspaced }),
  );
  return words;
}

/** Fields that have tokens of their own; the body's have no prefix. */
export type PrefixedField = keyof typeof fieldPrefixes;

/** The middle dot parts words, so that no word of a text begins like these. */
export const fieldPrefixes = {
  subject: 's·',
  from: 'f·',
  to: 't·',
  cc: 'c·',
  filename: 'a·',
  list: 'l·',
  has: 'h·',
} as const;

/** Tokens of a body's folded text, with spaces between. The index itself parts ASCII, so that such text is passed as it is. */
export function bodyTokens(folded: string): string {
  if (isAscii(folded)) return folded;
  let tokens = '';
  eachWord(folded, (start, end, kind) => {
    const text = folded.slice(start, end);
    tokens += kind === letterKinds.unspaced ? `${pairs(text).join(' ')} ` : `${text} `;
  });
  return tokens;
}

/** Tokens of a header field's folded text, each once, with spaces between. */
export function fieldTokens(field: PrefixedField, folded: string): string {
  if (folded === '') return '';
  const prefix = fieldPrefixes[field];
  const tokens = new Set<string>();
  eachWord(folded, (start, end, kind) => {
    const text = folded.slice(start, end);
    for (const token of kind === letterKinds.unspaced ? pairs(text) : [text]) tokens.add(prefix + token);
  });
  return [...tokens].join(' ');
}

/** `你好吗` → `你好`, `好吗`, `吗`. */
export function pairs(run: string): readonly string[] {
  const characters = isPlane0(run) ? run : [...run];
  const tokens: string[] = [];
  for (let at = 0; at < characters.length; at += 1) tokens.push((characters[at] ?? '') + (characters[at + 1] ?? ''));
  return tokens;
}

/** How many characters, not UTF-16 units. */
export function characterCount(run: string): number {
  return isPlane0(run) ? run.length : [...run].length;
}

function isPlane0(text: string): boolean {
  return !/[\ud800-\udfff]/.test(text);
}
