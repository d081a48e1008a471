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

/** What single letters are without their marks, found out when first met: of most words it is one. */
const plainLetters = new Map<string, string>();

function withoutMarks(run: string): string {
  if (run.length > 1) return takenApart(run);
  const known = plainLetters.get(run) ?? takenApart(run);
  plainLetters.set(run, known);
  return known;
}

function takenApart(run: string): string {
  return run
    .normalize('NFD')
    .replace(combining, '')
    .replace(special, (letter) => plain[letter] ?? letter);
}

/** Folded text with, for each of its UTF-16 units and its end, where it began in the original. */
export function foldWithOffsets(text: string): { readonly folded: string; readonly offsets: readonly number[] } {
  if (isAscii(text))
    return { folded: text.toLowerCase(), offsets: Array.from({ length: text.length + 1 }, (_, at) => at) };
  const offsets: number[] = [];
  let folded = '';
  for (let at = 0; at < text.length; ) {
    const end = clusterEnd(text, at);
    const part = end - at === 1 ? foldUnit(text, at) : fold(text.slice(at, end));
    for (let unit = 0; unit < part.length; unit += 1) offsets.push(at);
    folded += part;
    at = end;
  }
  offsets.push(text.length);
  return { folded, offsets };
}

/** Where ends what is folded as one: a character with its marks, or Hangul written in parts. */
function clusterEnd(text: string, start: number): number {
  let end = start + unitsAt(text, start);
  if (isJamo(text, start)) while (isJamo(text, end)) end += 1;
  else while (end < text.length && isMark(text, end)) end += unitsAt(text, end);
  return end;
}

function unitsAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xff_ff ? 2 : 1;
}

function isJamo(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0x11_00 && unit <= 0x11_ff;
}

const mark = /[\p{M}\uff9e\uff9f]/u;
/** Marks by UTF-16 unit, found out when first met: 1 for none, 2 for one. */
const marks = new Uint8Array(0x1_00_00);

function isMark(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (unit < 0x03_00) return false;
  if (unit >= 0xd8_00 && unit <= 0xdb_ff) return mark.test(String.fromCodePoint(text.codePointAt(at) ?? 0));
  if (marks[unit] === 0) marks[unit] = mark.test(String.fromCharCode(unit)) ? 2 : 1;
  return marks[unit] === 2;
}

/** What single UTF-16 units fold to, found out when first met. */
const foldedUnits: (string | undefined)[] = [];

function foldUnit(text: string, at: number): string {
  const unit = text.charCodeAt(at);
  const known = foldedUnits[unit];
  if (known !== undefined) return known;
  const folded = fold(text.charAt(at));
  foldedUnits[unit] = folded;
  return folded;
}
