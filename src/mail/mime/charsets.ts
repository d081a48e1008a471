import { Buffer, isAscii as isAsciiBytes, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { charsetName } from './charsetLabels.ts';
import { decoderOf } from './decoders.ts';
import { guessAsianSurely, guessCharset, guessWide } from './guessCharset.ts';
import { decodeIso2022, isIso2022 } from './iso2022.ts';
import { decodeHz, decodeUtf7 } from './sevenBitCharsets.ts';

/** Text of bytes, and whether the label had to be set aside: unknown to us, or not what the bytes are. */
export interface DecodedText {
  readonly text: string;
  readonly charset: string;
  readonly defect?: 'charsetUnknown' | 'charsetWrong';
}

/**
 * Decodes bytes by their label, as browsers and mail clients do: the WHATWG encodings through TextDecoder, others
 * through iconv-lite (this file is its only door), ISO-2022, HZ and UTF-7 by our own. An unknown or missing label is
 * guessed by {@link guessCharset}, and so is one that the bytes contradict: a UTF-8 label on bytes that are not UTF-8, a
 * Latin label on bytes that are, an East Asian one that they don't fit. `hint`: what other text of the mail is. Never throws.
 */
export function decodeText(bytes: Uint8Array, label: string | undefined, hint?: string): DecodedText {
  const charset = charsetName(label);
  if (charset === 'utf-8') {
    if (isUtf8(bytes)) return { text: utf8Text(bytes), charset };
    return { ...decodeUnlabelled(bytes, hint, 'utf-8'), defect: 'charsetWrong' };
  }
  if (charset === '' || charset === 'us-ascii') {
    const decoded = decodeUnlabelled(bytes, hint);
    const isHonest = charset === '' || decoded.charset === 'utf-8' || decoded.charset.startsWith('iso-2022');
    return isHonest ? decoded : { ...decoded, defect: 'charsetWrong' };
  }
  if (latinLabels.has(charset)) return decodeLatin(bytes, charset);
  if (isIso2022(charset)) return { text: decodeIso2022(bytes, charset, (raw) => eightBit(raw, hint)), charset };
  if (charset === 'hz-gb-2312') return { text: decodeHz(bytes), charset };
  if (charset === 'utf-7') return { text: decodeUtf7(bytes), charset };
  if (charset === 'utf-16') return decodeUtf16(bytes);
  if (eastAsian.has(charset)) return decodeEastAsian(bytes, charset, hint);
  const text = tryDecode(bytes, charset, false) ?? tryIconv(bytes, charset);
  if (text !== undefined) return { text: withoutBom(text), charset };
  return { ...decodeUnlabelled(bytes, hint), defect: 'charsetUnknown' };
}

/** True when every character is ASCII. */
export function isAscii(raw: string): boolean {
  return !/[^\0-\x7f]/.test(raw);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function utf8Text(bytes: Uint8Array): string {
  return withoutBom(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
}

function decodeUnlabelled(bytes: Uint8Array, hint: string | undefined, whenMixed = ''): DecodedText {
  const shift = shiftCharset(bytes);
  if (shift) return { text: decodeIso2022(bytes, shift, (raw) => eightBit(raw, hint)), charset: shift };
  if (bytes.includes(0)) {
    const wide = guessWide(bytes);
    if (wide) return { text: withoutBom(tryDecode(bytes, wide, false) ?? ''), charset: wide };
  }
  if (isAsciiBytes(bytes))
    return hasHz(bytes) ? { text: decodeHz(bytes), charset: 'hz-gb-2312' } : { text: latin1(bytes), charset: 'utf-8' };
  if (isUtf8(bytes)) return { text: utf8Text(bytes), charset: 'utf-8' };
  const hinted = charsetName(hint);
  if (hinted !== '' && hinted !== 'us-ascii' && hinted !== 'utf-8' && !latinLabels.has(hinted)) {
    const text = tryDecode(bytes, hinted, true);
    if (text !== undefined) return { text, charset: hinted };
  }
  const guessed = guessCharset(bytes);
  const charset = guessed === 'windows-1252' && whenMixed !== '' && !looksLatin(bytes) ? whenMixed : guessed;
  return { text: withoutBom(tryDecode(bytes, charset, false) ?? latin1(bytes)), charset };
}

/** HZ (RFC 1843) without a label: pairs between `~{` and `~}`, at least one of them an ideograph. */
function hasHz(bytes: Uint8Array): boolean {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = view.indexOf('~{', 0, 'latin1');
  return (
    at !== -1 &&
    /^~\{(?:[!-)][!-~])*(?:[0-w][!-~])+(?:[!-w][!-~])*(?:~\}|[\r\n])/.test(view.toString('latin1', at, at + 200))
  );
}

/** Raw bytes inside an ISO-2022 text, or a single header word: as unlabelled ones, but never an escape again. */
function eightBit(bytes: Uint8Array, hint: string | undefined): string {
  if (isAsciiBytes(bytes)) return latin1(bytes);
  return decodeUnlabelled(
    bytes.map((byte) => (byte === 0x1b ? 0x20 : byte)),
    hint,
  ).text;
}

/** Single accented letters between ASCII ones: what is left of Latin text when nothing else fits. */
function looksLatin(bytes: Uint8Array): boolean {
  let lonely = 0;
  let high = 0;
  for (let i = 0; i < bytes.length; i++) {
    if ((bytes[i] ?? 0) < 0xa0) continue;
    high++;
    if ((bytes[i - 1] ?? 0) < 0x80 && (bytes[i + 1] ?? 0) < 0x80) lonely++;
  }
  return high > 0 && lonely * 2 >= high;
}

/** A Latin label says little, as it is what programs write by default: bytes that are clearly something else win. */
function decodeLatin(bytes: Uint8Array, charset: string): DecodedText {
  if (isAsciiBytes(bytes) && !bytes.includes(0x1b)) return { text: latin1(bytes), charset };
  if (isUtf8(bytes) && countHigh(bytes) >= 4)
    return { text: utf8Text(bytes), charset: 'utf-8', defect: 'charsetWrong' };
  const asian = guessAsianSurely(bytes);
  const other = asian === undefined ? undefined : tryDecode(bytes, asian, true);
  if (asian !== undefined && other !== undefined) return { text: other, charset: asian, defect: 'charsetWrong' };
  // Windows' signs are where ISO 8859-1 has control characters; without any of them a byte is its character.
  const text = latin1(bytes);
  if (charset !== 'iso-8859-15' && !/[\x80-\x9f]/.test(text)) return { text, charset };
  return { text: tryDecode(bytes, charset, false) ?? text, charset };
}

function countHigh(bytes: Uint8Array): number {
  let high = 0;
  for (const byte of bytes) if (byte >= 0x80) high++;
  return high;
}

/** Where the bytes can't be what the label says, but are something else without a fault. */
function decodeEastAsian(bytes: Uint8Array, charset: string, hint: string | undefined): DecodedText {
  const own = (fatal: boolean) =>
    widerInIconv.has(charset) ? tryIconv(bytes, charset) : tryDecode(bytes, charset, fatal);
  if (isAsciiBytes(bytes) && !bytes.includes(0x1b)) return { text: latin1(bytes), charset };
  const strict = own(true);
  if (strict !== undefined && !strict.includes('\ufffd')) return { text: withoutBom(strict), charset };
  if (shiftCharset(bytes) || isUtf8(bytes)) return { ...decodeUnlabelled(bytes, hint), defect: 'charsetWrong' };
  const lenient = strict ?? own(false) ?? tryIconv(bytes, charset) ?? latin1(bytes);
  const guessed = guessAsianSurely(bytes);
  const text = guessed === undefined || guessed === charset ? undefined : tryDecode(bytes, guessed, true);
  if (guessed !== undefined && text !== undefined) return { text, charset: guessed, defect: 'charsetWrong' };
  return { text: withoutBom(lenient), charset };
}

/** RFC 2781 §4.3: by its mark; without one by where the NULs are, as many senders leave it out. */
function decodeUtf16(bytes: Uint8Array): DecodedText {
  const guessed = guessCharset(bytes);
  const charset = guessed === 'utf-16be' ? 'utf-16be' : 'utf-16le';
  return { text: withoutBom(tryDecode(bytes, charset, false) ?? ''), charset };
}

/** ESC and what follows tells ISO-2022 (RFC 1468, 1557, 1922) without a label. */
function shiftCharset(bytes: Uint8Array): string | undefined {
  const at = bytes.indexOf(0x1b);
  if (at === -1) return undefined;
  const [first, second, third] = [bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  if (first === 0x24 && second === 0x29) return third === 0x43 ? 'iso-2022-kr' : 'iso-2022-cn';
  return first === 0x24 || first === 0x28 ? 'iso-2022-jp' : undefined;
}

const latinLabels: ReadonlySet<string> = new Set(['iso-8859-1', 'windows-1252', 'iso-8859-15']);

const eastAsian: ReadonlySet<string> = new Set(['gb18030', 'big5', 'big5-hkscs', 'shift_jis', 'euc-jp', 'euc-kr']);

// Node's ICU reads these without their extensions (HKSCS, the Hangul of code page 949); WHATWG and mail have them.
const widerInIconv: ReadonlySet<string> = new Set(['big5', 'big5-hkscs', 'euc-kr']);

/** `isStrict`: undefined, too, for bytes that are not of this charset. Looked for in the text: an exception costs more. */
function tryDecode(bytes: Uint8Array, charset: string, isStrict: boolean): string | undefined {
  try {
    const text = decoderOf(charset === 'big5-hkscs' ? 'big5' : charset).decode(bytes);
    return isStrict && text.includes('\ufffd') ? undefined : text;
  } catch {
    return undefined; // An unknown label: the caller tries the next.
  }
}

function tryIconv(bytes: Uint8Array, charset: string): string | undefined {
  try {
    return iconv.encodingExists(charset) ? iconv.decode(bytes, charset) : undefined;
  } catch {
    return undefined; // A charset that only looks known; the caller guesses.
  }
}

function withoutBom(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
