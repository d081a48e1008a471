/** Texts of a message that its list row has not, packed as they lie in cache.db. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { textMaxChars } from './limits.ts';

export interface PackedTexts {
  readonly cc: string;
  readonly list: string;
  /** Attachment names. */
  readonly filename: string;
  readonly body: string;
}

/** Small mails gain nothing from more, and setting up a larger window takes longer than packing. */
const packing = { level: 4, windowBits: 13, memLevel: 6, chunkSize: 4_096 };
export const noTexts: PackedTexts = { cc: '', list: '', filename: '', body: '' };
/** UTF-8 takes at most three bytes for a UTF-16 unit. */
const bytesMax = 6 * textMaxChars;

/** Empty when there is nothing to pack. */
export function packTexts({ cc, list, filename, body }: PackedTexts): Uint8Array {
  if (cc === '' && list === '' && filename === '' && body === '') return new Uint8Array();
  return deflateRawSync([cc, list, filename, body].join('\0'), packing);
}

/** Throws what zlib throws for bytes that it did not write. */
export function unpackTexts(packed: Uint8Array): PackedTexts {
  if (packed.length === 0) return noTexts;
  const [cc = '', list = '', filename = '', ...body] = inflateRawSync(packed, {
    maxOutputLength: bytesMax,
    chunkSize: 8_192,
  })
    .toString('utf8')
    .split('\0');
  return { cc, list, filename, body: body.join('\0') };
}
