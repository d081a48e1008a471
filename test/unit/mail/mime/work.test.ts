import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ByteSource } from '../../../../src/mail/mime/byteSource.ts';
import { readMessage } from '../../../../src/mail/mime/read.ts';
import { partsMax } from '../../../../src/mail/mime/readLimits.ts';

/** How much of a mail is looked at, in bytes and not in time: what makes it hostile is that a byte is looked at again and again. */

/** A source that counts each byte that is searched or made text of. */
class CountingSource implements ByteSource {
  looked = 0;
  readonly size: number;
  readonly #bytes: Buffer;

  constructor(text: string) {
    this.#bytes = Buffer.from(text, 'latin1');
    this.size = this.#bytes.length;
  }

  read(start: number, end: number): Uint8Array {
    const window = this.#bytes.subarray(start, Math.max(start, end));
    const count = (bytes: number) => {
      this.looked += bytes;
    };
    return Object.assign(window, {
      indexOf(value: Buffer, from = 0): number {
        const found = Buffer.prototype.indexOf.call(window, value, from);
        count((found === -1 ? window.length : found) - from);
        return found;
      },
      toString(encoding: BufferEncoding, from = 0, to = window.length): string {
        count(to - from);
        return Buffer.prototype.toString.call(window, encoding, from, to);
      },
    });
  }
}

const hostile: { readonly [words: string]: (times: number) => string } = {
  'a boundary of one hyphen': (times) =>
    `Content-Type: multipart/mixed; boundary="-"\r\n\r\n${'---\r\n'.repeat(times)}`,
  'parts without an empty line': (times) =>
    `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n'.repeat(times)}`,
  'parts without an empty line, one at the end': (times) =>
    `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n'.repeat(times)}\r\nx`,
  'lines with dashes': (times) =>
    `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n${'--\r\n'.repeat(times)}`,
  'lines with dashes and LF': (times) => `Content-Type: multipart/mixed; boundary=b\n\n--b\n\n${'--\n'.repeat(times)}`,
  'a boundary to guess': (times) => `Content-Type: multipart/mixed\r\n\r\n${'--c\r\nContent-X: y\r\n'.repeat(times)}`,
  'lines that are no fields': (times) => 'nonsense\r\nA: b\r\n'.repeat(times),
  'one line': (times) => `A: b\r\n\r\n${'x'.repeat(times)}`,
};

describe('H06 work that grows with the bytes of a mail and no faster', () => {
  for (const [words, make] of Object.entries(hostile)) {
    test(`H06 ${words}: no byte is looked at more than some times, however many there are`, () => {
      for (const times of [partsMax / 10, partsMax, partsMax * 20]) {
        const source = new CountingSource(make(times));
        readMessage(source);
        // Beside the bytes themselves, each part may cost the size of a guess at its header.
        const most = source.size * 12 + Math.min(times, partsMax) * 8_192;
        assert.ok(source.looked <= most, `${source.looked} bytes looked at, of ${source.size}`);
      }
    });
  }
});
