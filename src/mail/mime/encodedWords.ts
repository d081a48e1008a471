import { Buffer } from 'node:buffer';
import { decodeText, isAscii } from './charsets.ts';
import { headerValueMaxChars } from './readLimits.ts';

/**
 * Text of a raw header value (a byte per character, unfolded): RFC 2047 encoded words and whatever raw bytes stand
 * between them. Takes the common violations: words glued to text or inside quotes, blanks inside Q words, missing
 * padding, characters cut between words of one charset, a language tag (RFC 2231 §5). Line ends and control characters
 * that were encoded become blanks, so that a value never holds a second line. `hint`: charset for raw bytes.
 */
export function decodeHeaderText(raw: string, hint?: string): string {
  const value = raw.length > headerValueMaxChars ? raw.slice(0, headerValueMaxChars) : raw;
  if (!needsCare.test(value)) return value;
  if (!value.includes('=?')) return plainText(value, hint);
  let out = '';
  let at = 0;
  let pending: Word | undefined;
  for (const match of value.matchAll(/=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=/g)) {
    const between = value.slice(at, match.index);
    const word = readWord(match[1] ?? '', match[2] ?? '', match[3] ?? '');
    const adjacent = at > 0 && /^[ \t\r\n]*$/.test(between);
    if (pending && adjacent && pending.charset === word.charset) pending.chunks.push(...word.chunks);
    else {
      out += wordText(pending, hint);
      if (!adjacent) out += plainText(between, hint);
      pending = word;
    }
    at = match.index + match[0].length;
  }
  out += wordText(pending, hint);
  return cleanLine(out + plainText(value.slice(at), hint));
}

/** What makes a value more than the text that it looks like. */
const needsCare = /[^\t -~]|=\?/;

/** One line of text: controls become blanks (a NUL goes), so that nothing decoded can start a new header. */
export function cleanLine(text: string): string {
  if (!/[\0-\x08\n-\x1f\x7f]/.test(text)) return text;
  const lines = text.replaceAll('\0', '').split(/[\r\n]+/);
  const last = lines.length - 1;
  return lines
    .map((line, index) => line.slice(index === 0 ? 0 : blanksEnd(line), index === last ? undefined : solidEnd(line)))
    .join(' ')
    .replace(/[\u0001-\u0008\u000b-\u001f\u007f]/g, ' ');
}

/** Behind the blanks at the start. */
function blanksEnd(line: string): number {
  let at = 0;
  while (isBlank(line.charCodeAt(at))) at++;
  return at;
}

/** Before the blanks at the end. */
function solidEnd(line: string): number {
  let at = line.length;
  while (at > 0 && isBlank(line.charCodeAt(at - 1))) at--;
  return at;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

interface Word {
  readonly charset: string;
  readonly chunks: Uint8Array[];
}

function readWord(label: string, encoding: string, body: string): Word {
  const charset = (label.split('*')[0] ?? '').toLowerCase();
  return { charset, chunks: [encoding.toLowerCase() === 'b' ? wordBase64(body) : wordQ(body)] };
}

function wordText(word: Word | undefined, hint: string | undefined): string {
  if (!word) return '';
  const [first] = word.chunks;
  const bytes = word.chunks.length === 1 && first ? first : Buffer.concat(word.chunks);
  return decodeText(bytes, word.charset, hint).text;
}

/** Padding in the middle appears where senders join two words without taking it out. */
function wordBase64(body: string): Uint8Array {
  const padding = body.indexOf('=');
  if (padding === -1 || padding >= body.length - 2) return Buffer.from(body, 'base64');
  return Buffer.concat(
    body
      .split('=')
      .filter((piece) => piece !== '')
      .map((piece) => Buffer.from(piece, 'base64')),
  );
}

function wordQ(body: string): Uint8Array {
  const out = Buffer.allocUnsafe(body.length);
  let at = 0;
  for (let i = 0; i < body.length; i++) {
    const code = body.charCodeAt(i);
    const high = code === 61 ? hexDigit(body.charCodeAt(i + 1)) : -1;
    const low = high >= 0 ? hexDigit(body.charCodeAt(i + 2)) : -1;
    if (low >= 0) {
      out[at++] = high * 16 + low;
      i += 2;
    } else out[at++] = code === 95 ? 32 : code;
  }
  return out.subarray(0, at);
}

/** The value of a hexadecimal digit's code; -1 for any other, NaN included. */
function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

function plainText(raw: string, hint: string | undefined): string {
  if (isAscii(raw) && !raw.includes('\x1b')) return cleanLine(raw);
  return cleanLine(decodeText(Buffer.from(raw, 'latin1'), '', hint).text);
}
