/** What kind of letter stands where in folded text, by table: texts are long, and classes of Unicode slow to match. Pure. */
import { letterClass, unspacedClass } from './letterClasses.ts';

/** A character of no word, of a word set off by spaces, of a script without spaces. */
export const letterKinds = { none: 1, spaced: 2, unspaced: 3 };
/** One of {@link letterKinds}. */
export type LetterKind = number;

const unspaced = new RegExp(unspacedClass, 'v');
const letter = new RegExp(letterClass, 'u');

/** Kinds by UTF-16 unit, found out when first met; 0 until then. */
const known = new Uint8Array(0x1_00_00);

function kindOf(point: number): LetterKind {
  const character = String.fromCodePoint(point);
  if (unspaced.test(character)) return letterKinds.unspaced;
  return letter.test(character) ? letterKinds.spaced : letterKinds.none;
}

function kindOfUnit(unit: number): LetterKind {
  const kind = kindOf(unit);
  known[unit] = kind;
  return kind;
}

/** The kind of the character that begins at a place; `none` at the end. */
export function kindAt(text: string, at: number): LetterKind {
  if (at >= text.length) return letterKinds.none;
  const unit = text.charCodeAt(at);
  if (unit >= 0xd800 && unit <= 0xdbff) return kindOf(text.codePointAt(at) ?? 0);
  return known[unit] || kindOfUnit(unit);
}

/** The kind of the character that ends before a place; `none` at the beginning. */
export function kindBefore(text: string, at: number): LetterKind {
  if (at <= 0) return letterKinds.none;
  const unit = text.charCodeAt(at - 1);
  return kindAt(text, unit >= 0xdc00 && unit <= 0xdfff && at > 1 ? at - 2 : at - 1);
}

/** Takes a word or a run of a script without spaces: from the first UTF-16 unit with, to the second without. */
export type VisitWord = (start: number, end: number, kind: LetterKind) => void;

/** The words and runs of a folded text, in order. */
export function eachWord(folded: string, visit: VisitWord): void {
  let start = 0;
  let kind: LetterKind = letterKinds.none;
  let step = 1;
  for (let at = 0; at < folded.length; at += step) {
    const unit = folded.charCodeAt(at);
    step = 1;
    let next: LetterKind = known[unit] ?? 0;
    if (next === 0 || (unit >= 0xd800 && unit <= 0xdbff)) {
      next = kindAt(folded, at);
      step = (folded.codePointAt(at) ?? 0) > 0xff_ff ? 2 : 1;
    }
    if (next === kind) continue;
    if (kind !== letterKinds.none) visit(start, at, kind);
    [start, kind] = [at, next];
  }
  if (kind !== letterKinds.none) visit(start, folded.length, kind);
}
