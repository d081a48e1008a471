import { Buffer } from 'node:buffer';
import { type ByteSource, chunksOf } from './byteSource.ts';
import { UuDecoder } from './uuencode.ts';

/** Turns transferred bytes into content, chunk by chunk (RFC 2045 §6). `end` gives what was held back. */
export interface Decoder {
  push(chunk: Uint8Array): Uint8Array;
  end(): Uint8Array;
}

/** The decoder for a Content-Transfer-Encoding; undefined for one that nobody knows, whose bytes stay as they are. */
export function transferDecoder(encoding: string): Decoder | undefined {
  switch (
    encoding
      .trim()
      .replace(/^["']|["';]+$/g, '')
      .toLowerCase()
  ) {
    case 'base64':
      return new Base64Decoder();
    case 'quoted-printable':
    case 'quoted_printable':
    case 'qp':
      return new QuotedPrintableDecoder();
    case 'x-uuencode':
    case 'uuencode':
    case 'x-uue':
    case 'uue':
      return new UuDecoder();
    case '':
    case '7bit':
    case '7-bit':
    case '8bit':
    case '8-bit':
    case 'binary':
      return identity;
    default:
      return undefined;
  }
}

/** The decoded bytes of a range, a chunk at a time. */
export function* decodeRange(source: ByteSource, start: number, end: number, decoder: Decoder): Generator<Uint8Array> {
  for (const chunk of chunksOf(source, start, end)) {
    const decoded = decoder.push(chunk);
    if (decoder instanceof Base64Decoder) source.release?.(chunk); // It keeps nothing of it.
    if (decoded.length > 0) yield decoded;
  }
  const rest = decoder.end();
  if (rest.length > 0) yield rest;
}

/** The decoded bytes of a range, at most `maxBytes` of them. */
export function decodeAll(
  source: ByteSource,
  start: number,
  end: number,
  decoder: Decoder,
  maxBytes: number,
): Uint8Array {
  if (decoder === identity) return source.read(start, Math.min(end, start + maxBytes));
  if (decoder instanceof Base64Decoder && end - start <= maxBytes) {
    const whole = plainBase64(source.read(start, end));
    if (whole) return whole;
  }
  const chunks: Uint8Array[] = [];
  let total = 0;
  for (const chunk of decodeRange(source, start, end, decoder)) {
    chunks.push(chunk);
    total += chunk.length;
    if (total >= maxBytes) break;
  }
  const [first] = chunks;
  return (chunks.length === 1 && first ? first : Buffer.concat(chunks, total)).subarray(0, maxBytes);
}

/** Bytes as they are. */
export const identity: Decoder = { push: (chunk) => chunk, end: () => new Uint8Array(0) };

const nothing = new Uint8Array(0);

/** The runtime's decoder, where it reads the same: it takes `-` and `_` for letters and stops at padding. */
function plainBase64(bytes: Uint8Array): Uint8Array | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.includes(45) || view.includes(95)) return undefined;
  const text = view.toString('latin1');
  const padding = text.indexOf('=');
  if (padding !== -1 && !/^[=\s]*$/.test(text.slice(padding))) return undefined;
  return Buffer.from(text, 'base64');
}

const base64Values = new Int8Array(256).fill(-1);
for (const [value, char] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  base64Values[char.charCodeAt(0)] = value;

/** Skips what is not of the alphabet and goes on after padding, because joined and line-broken base64 is common. */
class Base64Decoder implements Decoder {
  #bits = 0;
  #count = 0;

  push(chunk: Uint8Array): Uint8Array {
    const out = new Uint8Array(Math.ceil((chunk.length * 3) / 4) + 3);
    let at = 0;
    let bits = this.#bits;
    let count = this.#count;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] ?? 0;
      const value = base64Values[byte] ?? -1;
      if (value === -1) {
        if (byte === 61) {
          bits = 0;
          count = 0;
        }
        continue;
      }
      bits = ((bits << 6) | value) & 0xffffff;
      count += 6;
      if (count >= 8) {
        count -= 8;
        out[at++] = (bits >> count) & 0xff;
      }
    }
    this.#bits = bits;
    this.#count = count;
    return out.subarray(0, at);
  }

  end(): Uint8Array {
    return nothing;
  }
}

/** Lenient: a broken escape stays as it is, blanks before a line's end go, a soft break at the very end vanishes. */
class QuotedPrintableDecoder implements Decoder {
  #held: Uint8Array = nothing;

  push(chunk: Uint8Array): Uint8Array {
    const joined = this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : chunk;
    const cut = joined.lastIndexOf(10) + 1;
    // A line without an end is held, but never more than a window of it.
    const usable = cut === 0 && joined.length > 1_000_000 ? joined.length - 3 : cut;
    this.#held = joined.slice(usable);
    return decodeLines(joined.subarray(0, usable));
  }

  end(): Uint8Array {
    const rest = this.#held;
    this.#held = nothing;
    return decodeLines(rest);
  }
}

function decodeLines(bytes: Uint8Array): Uint8Array {
  const out = Buffer.allocUnsafe(bytes.length);
  const { length } = bytes;
  let at = 0;
  /** Behind the last byte of the line that is not a literal blank: what a line end leaves. */
  let solid = 0;
  for (let i = 0; i < length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === 61) {
      const high = hexValue(bytes[i + 1]);
      const low = high >= 0 ? hexValue(bytes[i + 2]) : -1;
      if (low >= 0) {
        out[at++] = high * 16 + low;
        i += 2;
        solid = at;
        continue;
      }
      const end = softBreakEnd(bytes, i + 1);
      if (end !== -1) {
        solid = at;
        i = end - 1;
        continue;
      }
    } else if (byte === 10) {
      const isCrLf = solid < at && out[at - 1] === 13;
      at = solid;
      if (isCrLf) out[at++] = 13;
      out[at++] = 10;
      solid = at;
      continue;
    }
    out[at++] = byte;
    // A CR counts as a blank until it is seen not to belong to a line end.
    if (byte !== 32 && byte !== 9 && (byte !== 13 || bytes[i + 1] !== 10)) solid = at;
  }
  return out.subarray(0, solid);
}

/** Where the next line begins after the `=` before `from`, if nothing but blanks stands between; else -1. */
function softBreakEnd(bytes: Uint8Array, from: number): number {
  let i = from;
  while (bytes[i] === 32 || bytes[i] === 9) i++;
  if (bytes[i] === 13 && bytes[i + 1] === 10) return i + 2;
  if (i >= bytes.length || (bytes[i] === 13 && i + 1 === bytes.length)) return bytes.length;
  return bytes[i] === 10 ? i + 1 : -1;
}

function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
