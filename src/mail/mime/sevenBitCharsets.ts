import { Buffer } from 'node:buffer';
import { decoderOf } from './decoders.ts';

/** Charsets that hide their characters in ASCII. */

/** RFC 1843: `~{` … `~}` holds GB2312 with the high bits off, `~~` is a tilde, `~` at a line's end joins lines. */
export function decodeHz(bytes: Uint8Array): string {
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
  return decoderOf('gb18030').decode(Uint8Array.from(out));
}

/** RFC 2152: `+` base64 of UTF-16BE `-`. */
export function decodeUtf7(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('latin1')
    .replace(/\+([A-Za-z0-9+/]*)-?/g, (_, body: string) => {
      if (body === '') return '+';
      const units = Buffer.from(body, 'base64');
      let text = '';
      for (let i = 0; i + 1 < units.length; i += 2) text += String.fromCharCode(units.readUInt16BE(i));
      return text;
    })
    .toWellFormed();
}
