import { Buffer } from 'node:buffer';
import iconv from 'iconv-lite';

/** Text of bytes, and whether the label had to be set aside: unknown to us, or not what the bytes are. */
export interface DecodedText {
  readonly text: string;
  readonly charset: string;
  readonly defect?: 'charsetUnknown' | 'charsetWrong';
}

/**
 * Decodes bytes by their label, as browsers and mail clients do: the WHATWG encodings through TextDecoder, others
 * through iconv-lite (this file is its only door), HZ and UTF-7 here. An unknown or missing label is guessed by
 * {@link guessCharset}; a UTF-8 label on bytes that are not UTF-8 as well. Never throws.
 */
export function decodeText(bytes: Uint8Array, label: string | undefined, hint?: string): DecodedText {
  const charset = normalise(label);
  if (charset === '' || charset === 'us-ascii') return decodeUnlabelled(bytes, hint);
  if (charset === 'utf-8') {
    const text = tryDecode(bytes, 'utf-8', true);
    if (text !== undefined) return { text: withoutBom(text), charset };
    return { ...decodeUnlabelled(bytes, hint, 'utf-8'), defect: 'charsetWrong' };
  }
  if (charset === 'hz-gb-2312') return { text: decodeHz(bytes), charset };
  if (charset === 'utf-7') return { text: decodeUtf7(bytes), charset };
  const text = widerInIconv.has(charset)
    ? tryIconv(bytes, charset)
    : (tryDecode(bytes, charset, false) ?? tryIconv(bytes, charset));
  if (text !== undefined) return { text: withoutBom(text), charset };
  return { ...decodeUnlabelled(bytes, hint), defect: 'charsetUnknown' };
}

/** What unlabelled bytes most likely are: `utf-8`, `gb18030` (the usual one among unlabelled mail) or `windows-1252`. */
export function guessCharset(bytes: Uint8Array): string {
  if (tryDecode(bytes, 'utf-8', true) !== undefined) return 'utf-8';
  let high = 0;
  let pairs = 0;
  for (let i = 0; i < bytes.length; i++) {
    const lead = bytes[i] ?? 0;
    if (lead < 0x80) continue;
    high++;
    const trail = bytes[i + 1] ?? 0;
    if (lead >= 0x81 && lead <= 0xfe && trail >= 0x40 && trail !== 0x7f && trail <= 0xfe) {
      // Pairs of two high bytes are what CJK text is made of; Latin text has accents that stand alone.
      if (trail >= 0x80) {
        pairs++;
        high++;
      }
      i++;
    }
  }
  const looksDoubleByte = pairs * 2 >= high * 0.6;
  if (looksDoubleByte && tryDecode(bytes, 'gb18030', true) !== undefined) return 'gb18030';
  return 'windows-1252';
}

/** True when every byte is ASCII. */
export function isAscii(raw: string): boolean {
  for (let i = 0; i < raw.length; i++) if (raw.charCodeAt(i) > 127) return false;
  return true;
}

function decodeUnlabelled(bytes: Uint8Array, hint: string | undefined, whenMixed = ''): DecodedText {
  if (hasShift(bytes)) {
    const text = tryDecode(bytes, 'iso-2022-jp', false);
    if (text !== undefined) return { text, charset: 'iso-2022-jp' };
  }
  const utf8 = tryDecode(bytes, 'utf-8', true);
  if (utf8 !== undefined) return { text: withoutBom(utf8), charset: 'utf-8' };
  const hinted = normalise(hint);
  if (hinted !== '' && hinted !== 'us-ascii' && hinted !== 'utf-8') {
    const text = tryDecode(bytes, hinted, true);
    if (text !== undefined) return { text, charset: hinted };
  }
  const guessed = guessCharset(bytes);
  const charset = guessed === 'windows-1252' && whenMixed !== '' ? whenMixed : guessed;
  return { text: tryDecode(bytes, charset, false) ?? Buffer.from(bytes).toString('latin1'), charset };
}

// Node's ICU reads these without their extensions (HKSCS, the Hangul of code page 949); WHATWG and mail have them.
const widerInIconv: ReadonlySet<string> = new Set([
  'big5',
  'big5-hkscs',
  'euc-kr',
  'ks_c_5601-1987',
  'ks_c_5601-1989',
  'ksc_5601',
  'ksc5601',
]);

/** ESC followed by `$` or `(`: ISO-2022-JP (RFC 1468) without a label. */
function hasShift(bytes: Uint8Array): boolean {
  const at = bytes.indexOf(0x1b);
  return at !== -1 && (bytes[at + 1] === 0x24 || bytes[at + 1] === 0x28);
}

const aliases: ReadonlyMap<string, string> = new Map([
  // GB2312 labels cover GBK and GB18030 bytes in practice; the widest reads all of them.
  ['gb2312', 'gb18030'],
  ['gb_2312-80', 'gb18030'],
  ['euc-cn', 'gb18030'],
  ['gbk', 'gb18030'],
  ['cp936', 'gb18030'],
  ['ms936', 'gb18030'],
  ['windows-936', 'gb18030'],
  ['cn-gb', 'gb18030'],
  ['x-gbk', 'gb18030'],
  ['big5hkscs', 'big5-hkscs'],
  ['cp950', 'big5'],
  ['cn-big5', 'big5'],
  ['cp932', 'shift_jis'],
  ['windows-932', 'shift_jis'],
  ['cp949', 'euc-kr'],
  ['uhc', 'euc-kr'],
  ['ks_c_5601', 'euc-kr'],
  ['utf8', 'utf-8'],
  ['utf-8mb4', 'utf-8'],
  ['cp65001', 'utf-8'],
  ['unicode-1-1-utf-8', 'utf-8'],
  ['unicode-1-1-utf-7', 'utf-7'],
  ['utf7', 'utf-7'],
  ['hz', 'hz-gb-2312'],
  ['ascii', 'us-ascii'],
  ['iso-ir-6', 'us-ascii'],
  ['ansi_x3.4-1968', 'us-ascii'],
  ['8bit', ''],
  ['binary', ''],
  ['unknown', ''],
  ['unknown-8bit', ''],
  ['x-unknown', ''],
  ['default', ''],
  ['default_charset', ''],
  ['_autodetect', ''],
]);

function normalise(label: string | undefined): string {
  const plain = (label ?? '')
    .trim()
    .toLowerCase()
    .replace(/^["']+|["';]+$/g, '')
    .replace(/^charset=/, '')
    .replace(/^(?:cp|windows)-?(125\d|874)$/, 'windows-$1')
    .slice(0, 60);
  return aliases.get(plain) ?? plain;
}

function tryDecode(bytes: Uint8Array, charset: string, fatal: boolean): string | undefined {
  try {
    return new TextDecoder(charset === 'big5-hkscs' ? 'big5' : charset, { fatal, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined; // An unknown label, or bytes that are not of this charset: the caller tries the next.
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

/** RFC 1843: `~{` … `~}` holds GB2312 with the high bits off, `~~` is a tilde, `~` at a line's end joins lines. */
function decodeHz(bytes: Uint8Array): string {
  const out: number[] = [];
  let inGb = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    const next = bytes[i + 1] ?? 0;
    if (byte === 0x7e && (next === 0x7b || next === 0x7d)) {
      inGb = next === 0x7b;
      i++;
    } else if (byte === 0x7e && !inGb && (next === 0x7e || next === 0x0a)) {
      if (next === 0x7e) out.push(0x7e);
      i++;
    } else if (byte === 0x0a || byte === 0x0d) {
      inGb = false;
      out.push(byte);
    } else out.push(inGb && byte > 0x20 ? byte | 0x80 : byte);
  }
  return new TextDecoder('gb18030').decode(Uint8Array.from(out));
}

/** RFC 2152: `+` base64 of UTF-16BE `-`. */
function decodeUtf7(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(/\+([A-Za-z0-9+/]*)-?/g, (_, body: string) => {
      if (body === '') return '+';
      const units = Buffer.from(body, 'base64');
      let text = '';
      for (let i = 0; i + 1 < units.length; i += 2) text += String.fromCharCode(units.readUInt16BE(i));
      return text;
    });
}
