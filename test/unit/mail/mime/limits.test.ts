import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bytesSource } from '../../../../src/mail/mime/byteSource.ts';
import { decompressRtf } from '../../../../src/mail/mime/compressedRtf.ts';
import { decodeHeaderText } from '../../../../src/mail/mime/encodedWords.ts';
import { parseParameters } from '../../../../src/mail/mime/parameters.ts';
import { messageIds, readMessage } from '../../../../src/mail/mime/read.ts';
import { readAddresses } from '../../../../src/mail/mime/readAddresses.ts';
import {
  addressesMax,
  attachmentNameMaxChars,
  headerBytesMax,
  headerFieldsMax,
  headerValueMaxChars,
  parametersMax,
  referencesMax,
  rtfBytesMax,
  textBytesMax,
  uuBlocksMax,
} from '../../../../src/mail/mime/readLimits.ts';

/** Each limit of reading at its edge, and one past it. Depth and number of parts: read.test.ts; TNEF: tnef.test.ts. */

const read = (text: string) => readMessage(bytesSource(Buffer.from(text, 'latin1')));

describe('D01 limits of reading', () => {
  test('D01 header fields', () => {
    const fields = (count: number) => read(`${'a: b\r\n'.repeat(count)}\r\ntext`);
    assert.deepEqual(
      [fields(headerFieldsMax).fields.length, fields(headerFieldsMax).defects.has('tooManyHeaders')],
      [headerFieldsMax, false],
    );
    const past = fields(headerFieldsMax + 1);
    assert.deepEqual(
      [past.fields.length, past.defects.has('tooManyHeaders'), past.blocks],
      [headerFieldsMax, true, [{ text: 'text' }]],
    );
  });

  test('D01 header bytes, in fields and in one field that goes on and on', () => {
    const sized = (bytes: number) =>
      read(`X: ${'a'.repeat(bytes / 2 - 3)}\r\nY: ${'b'.repeat(bytes / 2 - 3)}\r\n\r\ntext`);
    assert.deepEqual(
      [sized(headerBytesMax).fields.length, sized(headerBytesMax).defects.has('headersTooLong')],
      [2, false],
    );
    assert.deepEqual(
      [sized(headerBytesMax + 2).fields.length, sized(headerBytesMax + 2).defects.has('headersTooLong')],
      [1, true],
    );
    const folded = read(`X: a\r\n${` ${'c'.repeat(998)}\r\n`.repeat(headerBytesMax / 999 + 10)}\r\ntext`);
    assert.ok((folded.fields[0]?.raw.length ?? 0) <= headerBytesMax + 1_000 && folded.defects.has('headersTooLong'));
    assert.deepEqual(folded.blocks, [{ text: 'text' }]);
  });

  test('D01 a header value, addresses, parameters, references', () => {
    assert.equal(decodeHeaderText('a'.repeat(headerValueMaxChars)).length, headerValueMaxChars);
    assert.equal(decodeHeaderText('a'.repeat(headerValueMaxChars + 1)).length, headerValueMaxChars);
    assert.equal(readAddresses('a@b,'.repeat(addressesMax)).length, addressesMax);
    assert.equal(readAddresses('a@b,'.repeat(addressesMax + 1)).length, addressesMax);
    const named = (count: number, quote: string) =>
      parseParameters(`a/b${Array.from({ length: count }, (_, i) => `; p${i}=${quote}x${quote}`).join('')}; z=(`)
        .parameters;
    const plain = (count: number) =>
      parseParameters(`a/b${Array.from({ length: count }, (_, i) => `; p${i}=x`).join('')}`).parameters;
    assert.equal(plain(parametersMax).size, parametersMax);
    assert.equal(plain(parametersMax + 1).size, parametersMax);
    assert.equal(named(parametersMax, '"').size, parametersMax, 'the careful way has the same limit');
    assert.equal(messageIds('<a@b>'.repeat(referencesMax)).length, referencesMax);
    assert.equal(messageIds('<a@b>'.repeat(referencesMax + 1)).length, referencesMax);
  });

  test('D01 the name of a file', () => {
    const named = (length: number) =>
      read(`Content-Type: image/png; name="${'n'.repeat(length)}"\r\n\r\nx`).attachments[0]?.name.length;
    assert.deepEqual(
      [named(attachmentNameMaxChars), named(attachmentNameMaxChars + 1)],
      [attachmentNameMaxChars, attachmentNameMaxChars],
    );
  });

  test('D01 text, of all parts together', () => {
    const halves = (bytes: number) => {
      const part = `--b\r\n\r\n${'x'.repeat(bytes / 2)}\r\n`;
      return read(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${part}${part}--b--`);
    };
    const length = (mail: ReturnType<typeof read>) =>
      mail.blocks.reduce((sum, block) => sum + (block.text?.length ?? 0), 0);
    assert.deepEqual(
      [length(halves(textBytesMax)), halves(textBytesMax).defects.has('textTooLong')],
      [textBytesMax, false],
    );
    assert.deepEqual(
      [length(halves(textBytesMax + 2)), halves(textBytesMax + 2).defects.has('textTooLong')],
      [textBytesMax, true],
    );
  });

  test('D01 uuencoded files, and RTF', () => {
    const files = (count: number) => read(`\r\n${'begin 644 a\r\n#8V%T\r\nend\r\n'.repeat(count)}`).attachments.length;
    assert.deepEqual([files(uuBlocksMax), files(uuBlocksMax + 1)], [uuBlocksMax, uuBlocksMax]);
    const stored = (size: number) => {
      const head = Buffer.alloc(16);
      head.writeUInt32LE(size, 4);
      head.write('MELA', 8, 'latin1');
      return decompressRtf(Buffer.concat([head, Buffer.alloc(size, 120)]))?.length;
    };
    assert.deepEqual([stored(rtfBytesMax), stored(rtfBytesMax + 1)], [rtfBytesMax, rtfBytesMax]);
  });
});
