import { decoderOf } from './decoders.ts';

/**
 * What bytes without a usable label most likely are. Each script has its own marks: which lead bytes its commonest
 * characters have, or which letters. No table of words: some hundred bytes are enough, and a header has fewer.
 */

/** How many bytes are looked at. */
const guessMaxBytes = 4 * 1024;

/**
 * The charset that fits best: `utf-8`, `utf-16le`, `utf-16be`, one of the five of East Asia, of Cyrillic, Greek, Hebrew,
 * Arabic or Thai; `windows-1252` where nothing speaks for another. ASCII is `utf-8`.
 */
export function guessCharset(bytes: Uint8Array): string {
  const sample = bytes.length > guessMaxBytes ? bytes.subarray(0, guessMaxBytes) : bytes;
  const wide = guessWide(sample);
  if (wide) return wide;
  if (isMostlyUtf8(sample)) return 'utf-8';
  return guessAlphabet(sample, 1.12) ?? guessAsian(sample) ?? guessAlphabet(sample, 0.55) ?? 'windows-1252';
}

/** UTF-16 by its mark, or by where the NULs of Latin letters are. */
export function guessWide(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes.length < 8 || !bytes.includes(0)) return undefined;
  let even = 0;
  let odd = 0;
  const { length } = bytes.subarray(0, guessMaxBytes);
  for (let at = 0; at < length; at++) if (bytes[at] === 0) at % 2 === 0 ? even++ : odd++;
  const half = length / 2;
  if (odd > half * 0.6 && even < half * 0.1) return 'utf-16le';
  return even > half * 0.6 && odd < half * 0.1 ? 'utf-16be' : undefined;
}

/** True where the bytes are so clearly of an East Asian charset that a Latin label must be wrong. */
export function guessAsianSurely(bytes: Uint8Array): string | undefined {
  const sample = bytes.length > guessMaxBytes ? bytes.subarray(0, guessMaxBytes) : bytes;
  let high = 0;
  for (const byte of sample) if (byte >= 0x80) high++;
  return high >= 16 && high > sample.length / 4 ? guessAsian(sample, 0.85) : undefined;
}

/** A few broken sequences among many sound ones: text that was cut or damaged, not another charset. */
function isMostlyUtf8(bytes: Uint8Array): boolean {
  const { whole, broken, isCut } = countUtf8(bytes);
  return (broken === 0 && (whole > 0 || !isCut)) || (whole >= 4 && broken * 6 <= whole);
}

function countUtf8(bytes: Uint8Array): { whole: number; broken: number; isCut: boolean } {
  let whole = 0;
  let broken = 0;
  let isCut = false;
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) {
      at++;
      continue;
    }
    const length =
      byte >= 0xc2 && byte <= 0xdf ? 2 : byte >= 0xe0 && byte <= 0xef ? 3 : byte >= 0xf0 && byte <= 0xf4 ? 4 : 1;
    let taken = 1;
    while (taken < length && ((bytes[at + taken] ?? 0) & 0xc0) === 0x80) taken++;
    if (length > 1 && taken === length) whole++;
    else if (length > 1 && at + taken >= bytes.length) isCut = true;
    else broken++;
    at += taken;
  }
  return { whole, broken, isCut };
}

/** What is counted of a text read as pairs. */
interface Pairs {
  characters: number;
  /** Characters that the language uses all the time. */
  common: number;
  /** Kana or Hangul: what only this language has. */
  own: number;
  /** Bytes that can't be. */
  broken: number;
  /** Runs of one single pair between ASCII letters: accented Latin words look so. */
  lonely: number;
}

type Judge = (lead: number, trail: number, pairs: Pairs) => 0 | 1 | 2;

function guessAsian(bytes: Uint8Array, least = 0.6): string | undefined {
  let best: string | undefined;
  let bestScore = least;
  for (const [charset, judge] of judges) {
    const score = scoreOf(bytes, judge);
    if (score > bestScore) {
      best = charset;
      bestScore = score;
    }
  }
  return best;
}

function scoreOf(bytes: Uint8Array, judge: Judge): number {
  const pairs: Pairs = { characters: 0, common: 0, own: 0, broken: 0, lonely: 0 };
  let runStart = -1;
  for (let at = 0; at <= bytes.length; ) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) {
      if (runStart >= 0 && at - runStart <= 2 && isLetter(bytes[runStart - 1]) && isLetter(lead)) pairs.lonely++;
      runStart = -1;
      at++;
      continue;
    }
    if (runStart < 0) runStart = at;
    if (at + 1 >= bytes.length) {
      if (bytes.length < guessMaxBytes) pairs.broken++;
      break;
    }
    const taken = judge(lead, bytes[at + 1] ?? 0, pairs);
    if (taken === 0) pairs.broken++;
    at += taken || 1;
  }
  if (pairs.characters < 2) return 0; // One pair is as well two letters of some alphabet.
  const sound = 1 - (pairs.broken * 4) / (pairs.characters + pairs.broken);
  const latin = (pairs.lonely * 2) / pairs.characters;
  return (pairs.common / pairs.characters) * sound - latin + (pairs.own / pairs.characters) * 0.3;
}

function isLetter(byte: number | undefined): boolean {
  const lower = (byte ?? 0) | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

function count(pairs: Pairs, isCommon: boolean, isOwn = false): 2 {
  pairs.characters++;
  if (isCommon) pairs.common++;
  if (isOwn) pairs.own++;
  return 2;
}

const between = (value: number, from: number, to: number) => value >= from && value <= to;

/** In GB2312 the 3,755 common ideographs are B0–D7, in order of sound; what is beyond A1 A1 is GBK's rare ones. */
const simplified: Judge = (lead, trail, pairs) => {
  if (!between(lead, 0x81, 0xfe) || trail < 0x30 || trail === 0x7f || trail === 0xff) return 0;
  if (trail < 0x40) return 0;
  if (trail < 0xa1 || lead < 0xa1) return count(pairs, false);
  // The half of the ideographs that Korean has no syllables at: their being there speaks for Chinese.
  if (between(lead, 0xc9, 0xd7)) return count(pairs, true, true);
  return count(pairs, between(lead, 0xb0, 0xd7) || (between(lead, 0xa1, 0xa3) && lead !== 0xa2));
};

/** Big5 orders by strokes: A4–C6 are the 5,401 common ideographs. */
const traditional: Judge = (lead, trail, pairs) => {
  if (!between(lead, 0x81, 0xfe) || !(between(trail, 0x40, 0x7e) || between(trail, 0xa1, 0xfe))) return 0;
  const isCommon = between(lead, 0xa4, 0xc6) || (lead === 0xa1 && trail < 0x80);
  // A second byte below 7F is common here, rare in GBK and impossible in EUC.
  return count(pairs, isCommon, isCommon && trail <= 0x7e);
};

/** Kana are at 82 9F–83 96, common kanji (JIS level 1) at 88 9F–98 72. */
const shiftJis: Judge = (lead, trail, pairs) => {
  if (between(lead, 0xa1, 0xdf)) {
    count(pairs, false);
    return 1;
  }
  if (!(between(lead, 0x81, 0x9f) || between(lead, 0xe0, 0xfc))) return 0;
  if (!between(trail, 0x40, 0xfc) || trail === 0x7f) return 0;
  const isKana = (lead === 0x82 && trail >= 0x9f) || (lead === 0x83 && trail <= 0x96);
  return count(pairs, isKana || between(lead, 0x81, 0x82) || between(lead, 0x88, 0x97), isKana);
};

/** The layout of JIS X 0208 with high bits: kana in A4 and A5, common kanji B0–CF. */
const eucJp: Judge = (lead, trail, pairs) => {
  if (lead === 0x8e && between(trail, 0xa1, 0xdf)) return count(pairs, false);
  if (!between(lead, 0xa1, 0xf4) || !between(trail, 0xa1, 0xfe)) return 0;
  const isKana = lead === 0xa4 || lead === 0xa5;
  return count(pairs, isKana || lead === 0xa1 || lead === 0xa3 || between(lead, 0xb0, 0xcf), isKana);
};

/** Hangul syllables are B0–C8, and little else occurs; Chinese characters (CA–FD) are rare. */
const eucKr: Judge = (lead, trail, pairs) => {
  if (!between(lead, 0x81, 0xfd) || trail < 0x41 || trail === 0xff) return 0;
  const isHangul = between(lead, 0xb0, 0xc8) && trail >= 0xa1;
  return count(pairs, isHangul || (between(lead, 0xa1, 0xa3) && trail >= 0xa1), isHangul);
};

const judges: readonly (readonly [charset: string, judge: Judge])[] = [
  ['gb18030', simplified],
  ['big5', traditional],
  ['shift_jis', shiftJis],
  ['euc-jp', eucJp],
  ['euc-kr', eucKr],
];

/** Letters tell sooner than ideographs. */
const alphabetMaxBytes = 1024;
/** A word or two has so many different letters. */
const lettersLeast = 5;

/** An alphabet that is not Latin: most letters have the high bit. */
function guessAlphabet(sample: Uint8Array, least: number): string | undefined {
  const bytes = sample.subarray(0, alphabetMaxBytes);
  let high = 0;
  let latin = 0;
  const different = new Set<number>();
  for (const byte of bytes) {
    if (byte >= 0x80) {
      high++;
      if (different.size < lettersLeast) different.add(byte);
    } else if (isLetter(byte)) latin++;
  }
  if (different.size < lettersLeast) return undefined;
  // Where few bytes speak, pairs of East Asia look like letters, too.
  if (high < (least > 1 ? 8 : 6) || high < latin) return undefined;
  let best: string | undefined;
  let bestScore = least;
  for (const [charset, own, common] of alphabets) {
    const score = alphabetScore(decoderOf(charset).decode(bytes), own, common, high);
    if (score > bestScore) {
      best = charset;
      bestScore = score;
    }
  }
  return best;
}

/** The share of high bytes that are letters of the script, and more for common ones; capitals inside words count against. */
function alphabetScore(text: string, own: RegExp, common: RegExp, high: number): number {
  const letters = text.match(own)?.length ?? 0;
  const usual = text.match(common)?.length ?? 0;
  const odd = text.match(/(?<=\p{Ll})\p{Lu}/gu)?.length ?? 0;
  return (letters + usual * 0.5 - odd * 2) / high;
}

const alphabets: readonly (readonly [charset: string, own: RegExp, common: RegExp])[] = [
  ['windows-1251', /[\u0400-\u04ff]/g, /[оеаинтсрвл]/g],
  ['koi8-u', /[\u0400-\u04ff]/g, /[оеаинтсрвл]/g],
  ['iso-8859-5', /[\u0400-\u04ff]/g, /[оеаинтсрвл]/g],
  ['ibm866', /[\u0400-\u04ff]/g, /[оеаинтсрвл]/g],
  ['windows-1253', /[\u0370-\u03ff]/g, /[αοιετσνηυρ]/g],
  ['windows-1255', /[\u0590-\u05ff]/g, /[יוהלאתבמרש]/g],
  ['windows-1256', /[\u0600-\u06ff]/g, /[اليمنوتربع]/g],
  ['windows-874', /[\u0e00-\u0e7f]/g, /[านรอกเงมย่]/g],
];
