/** Text as searches compare it: without case, diacritics, full and half width. Pure. */

/** Everything from Latin-1's letters to Cyrillic, combining marks among them, and Latin and Greek with marks (Unicode blocks). */
const marked = /[\u00c0-\u04ff\u1e00-\u1fff]+/g;
const combining = /[\u0300-\u036f]+/g;
/** Soft hyphens, joiners and the like, which nobody sees or types. */
const invisible = /(?:[\u00ad\u200b-\u200d\u2060\ufeff]|[\ufe00-\ufe0f])+/g;
/** Letters that Unicode does not take apart though people type them so. */
const plain: { readonly [letter: string]: string } = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ł: 'l', ı: 'i', þ: 'th', ħ: 'h', ŋ: 'n', ŧ: 't', ς: 'σ' },
};
const special = /[ßæœøđðłıþħŋŧς]/g;
const ascii = /^[\0-\x7f]*$/;

export function isAscii(text: string): boolean {
  return ascii.test(text);
}

/** `Ｃａｆé ﾃｽﾄ` → `cafe テスト`. Folding twice changes nothing. */
export function fold(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  return text.normalize('NFKC').toLowerCase().replace(invisible, '').replace(marked, withoutMarks).normalize('NFC');
}

function withoutMarks(run: string): string {
  return run
    .normalize('NFD')
    .replace(combining, '')
    .replace(special, (letter) => plain[letter] ?? letter);
}

/** What is folded as one: a character with its marks, or Hangul written in parts. */
const cluster = /[\u1100-\u11ff]+|[\s\S][\p{M}\uff9e\uff9f]*/gu;

/** Folded text with, for each of its UTF-16 units and its end, where it began in the original. */
export function foldWithOffsets(text: string): { readonly folded: string; readonly offsets: readonly number[] } {
  if (isAscii(text))
    return { folded: text.toLowerCase(), offsets: Array.from({ length: text.length + 1 }, (_, at) => at) };
  const offsets: number[] = [];
  let folded = '';
  for (const { 0: original, index } of text.matchAll(cluster)) {
    const part = fold(original);
    for (let unit = 0; unit < part.length; unit += 1) offsets.push(index);
    folded += part;
  }
  offsets.push(text.length);
  return { folded, offsets };
}
