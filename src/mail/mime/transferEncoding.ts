import { Buffer } from 'node:buffer';
import { type ByteSource, chunksOf } from './byteSource.ts';

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
  const chunks: Uint8Array[] = [];
  let total = 0;
  for (const chunk of decodeRange(source, start, end, decoder)) {
    chunks.push(chunk);
    total += chunk.length;
    if (total >= maxBytes) break;
  }
  return Buffer.concat(chunks, total).subarray(0, maxBytes);
}

const nothing = new Uint8Array(0);
const identity: Decoder = { push: (chunk) => chunk, end: () => nothing };

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
  const out = new Uint8Array(bytes.length);
  let at = 0;
  let i = 0;
  while (i < bytes.length) {
    let end = bytes.indexOf(10, i);
    const next = end === -1 ? bytes.length : end + 1;
    if (end === -1) end = bytes.length;
    const lineEnd = end > i && bytes[end - 1] === 13 ? end - 1 : end;
    let stop = lineEnd;
    while (stop > i && (bytes[stop - 1] === 32 || bytes[stop - 1] === 9)) stop--;
    const soft = stop > i && bytes[stop - 1] === 61;
    if (soft) stop--;
    for (let k = i; k < stop; k++) {
      const byte = bytes[k] ?? 0;
      const high = byte === 61 ? hexValue(bytes[k + 1]) : -1;
      const low = high >= 0 && k + 2 < stop ? hexValue(bytes[k + 2]) : -1;
      if (low >= 0) {
        out[at++] = high * 16 + low;
        k += 2;
      } else out[at++] = byte;
    }
    if (!soft) for (let k = lineEnd; k < next; k++) out[at++] = bytes[k] ?? 0;
    i = next;
  }
  return out.subarray(0, at);
}

function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** uuencode (POSIX): a length character per line; lines outside begin … end are skipped. */
class UuDecoder implements Decoder {
  #held = '';
  #inside = false;

  push(chunk: Uint8Array): Uint8Array {
    const lines = (this.#held + Buffer.from(chunk).toString('latin1')).split(/\r?\n/);
    this.#held = (lines.pop() ?? '').slice(0, 10_000);
    const out: number[] = [];
    for (const line of lines) this.#line(line, out);
    return Uint8Array.from(out);
  }

  end(): Uint8Array {
    const out: number[] = [];
    this.#line(this.#held, out);
    return Uint8Array.from(out);
  }

  #line(line: string, out: number[]): void {
    if (/^begin [0-7]{3,4} /.test(line)) this.#inside = true;
    else if (line === 'end') this.#inside = false;
    else if (this.#inside && line !== '') {
      const length = (line.charCodeAt(0) - 32) & 63;
      const start = out.length;
      for (let i = 1; out.length - start < length && i < line.length; i += 4) {
        const [a = 0, b = 0, c = 0, d = 0] = [0, 1, 2, 3].map((k) => (line.charCodeAt(i + k) - 32) & 63);
        out.push((a << 2) | (b >> 4), ((b & 15) << 4) | (c >> 2), ((c & 3) << 6) | d);
      }
      out.length = Math.min(out.length, start + length);
    }
  }
}
