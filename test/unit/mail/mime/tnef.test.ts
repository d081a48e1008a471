import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bytesSource } from '../../../../src/mail/mime/byteSource.ts';
import { decompressRtf } from '../../../../src/mail/mime/compressedRtf.ts';
import { attachmentBytes, readMessage } from '../../../../src/mail/mime/read.ts';
import {
  mapiPropertiesMax,
  tnefAttachmentsMax,
  tnefBytesMax,
  tnefDepthMax,
} from '../../../../src/mail/mime/readLimits.ts';
import { readRtf } from '../../../../src/mail/mime/rtf.ts';
import { readTnef } from '../../../../src/mail/mime/tnef.ts';
import { unpackTnef } from '../../../../src/mail/mime/unpack.ts';
import {
  attached,
  binary,
  type MapiField,
  message,
  number,
  object,
  properties,
  tnef,
  unicode,
} from '../../../support/tnef.ts';

/** A stored (not compressed) RTF body, as MS-OXRTFCP allows. */
function storedRtf(text: string): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(text.length + 12, 0);
  head.writeUInt32LE(text.length, 4);
  head.write('MELA', 8, 'latin1');
  return Buffer.concat([head, Buffer.from(text, 'latin1')]);
}

function mailWith(content: Buffer, text = ''): Buffer {
  return Buffer.from(
    [
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      text,
      '--b',
      'Content-Type: application/ms-tnef; name=winmail.dat',
      'Content-Transfer-Encoding: base64',
      '',
      content.toString('base64').replace(/.{76}/g, '$&\r\n'),
      '--b--',
    ].join('\r\n'),
  );
}

const read = (content: Buffer, text?: string) => readMessage(bytesSource(mailWith(content, text)));
const bytesOf = (mail: ReturnType<typeof read>, index: number) => {
  const attachment = mail.attachments[index];
  assert.ok(attachment);
  return Buffer.concat([...attachmentBytes(mail, attachment)]).toString();
};

describe('D01 winmail.dat', () => {
  test('D01 its files stand in its place, by their long names, with their bytes', () => {
    const mail = read(
      tnef([
        ...attached('REPORT~1.PDF', 'pdf bytes', [
          unicode(0x3707, '报告 2026.pdf'),
          unicode(0x370e, 'application/pdf'),
        ]),
        ...attached('b.txt', 'second'),
      ]),
      'hello',
    );
    assert.deepEqual(
      mail.attachments.map((one) => [one.name, one.contentType]),
      [
        ['报告 2026.pdf', 'application/pdf'],
        ['b.txt', 'application/octet-stream'],
      ],
    );
    assert.deepEqual([bytesOf(mail, 0), bytesOf(mail, 1)], ['pdf bytes', 'second']);
    assert.deepEqual(mail.blocks, [{ text: 'hello' }]);
  });

  test('D01 its text is shown where the mail has none, its HTML beside plain text', () => {
    const body = [unicode(0x1000, 'plain'), binary(0x1013, Buffer.from('<p>bold</p>')), number(0x3fde, 65_001)];
    assert.deepEqual(read(tnef([message(body)])).blocks, [{ text: 'plain', html: '<p>bold</p>' }]);
    assert.deepEqual(read(tnef([message(body)]), 'own').blocks, [{ text: 'own', html: '<p>bold</p>' }]);
    assert.deepEqual(read(tnef([message(body)])).attachments, []);
  });

  test('D01 RTF is text and a file; HTML hidden in RTF is HTML', () => {
    const rtf = storedRtf("{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0\\fcharset134 x;}}\\f0 a\\par \\'d6\\'d0\\u25991?}");
    const mail = read(tnef([message([binary(0x1009, rtf)])]));
    assert.deepEqual(mail.blocks, [{ text: 'a\n中文' }]);
    assert.equal(mail.attachments[0]?.name, 'body.rtf');
    const hidden =
      "{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 a{\\*\\htmltag84 &nbsp;}\\htmlrtf \\'a0\\htmlrtf0 b{\\*\\htmltag72 </p>}}";
    const other = read(tnef([message([binary(0x1009, storedRtf(hidden))])]));
    assert.deepEqual(other.blocks, [{ html: '<p>a&nbsp;b</p>' }]);
    assert.deepEqual(other.attachments, []);
  });

  test('D01 a message inside gives its text and its files', () => {
    const inner = tnef([
      message([unicode(0x0037, 'Inner'), unicode(0x1000, 'inner text')]),
      ...attached('c.txt', 'third'),
    ]);
    const mail = read(tnef(attached('Inner', '', [object(0x3701, inner)])));
    assert.deepEqual(
      mail.attachments.map((one) => one.name),
      ['Inner.txt', 'c.txt'],
    );
    assert.deepEqual([bytesOf(mail, 0), bytesOf(mail, 1)], ['inner text', 'third']);
  });

  test('D01 a container that is none, or broken, stays a file that can be saved', () => {
    const none = read(Buffer.from('no TNEF at all'));
    assert.deepEqual([none.attachments.map((one) => one.name), bytesOf(none, 0)], [['winmail.dat'], 'no TNEF at all']);
    const whole = tnef([...attached('a.txt', 'first'), ...attached('b.txt', 'second')]);
    const cut = read(whole.subarray(0, whole.length - 4));
    assert.deepEqual(
      cut.attachments.map((one) => one.name),
      ['a.txt', 'b.txt', 'winmail.dat'].filter((name) => name !== 'b.txt'),
    );
    assert.ok(cut.defects.has('tnefBroken'));
  });

  test('D01 limits: files, depth of messages, properties, size', () => {
    const files = (count: number) =>
      tnef(Array.from({ length: count }, (_, index) => attached(`${index}`, 'x')).flat());
    assert.equal(readTnef(files(tnefAttachmentsMax))?.files.length, tnefAttachmentsMax);
    assert.equal(readTnef(files(tnefAttachmentsMax + 1))?.files.length, tnefAttachmentsMax);

    const nested = (depth: number): Buffer =>
      depth === 0 ? tnef(attached('deep.txt', 'deep')) : tnef(attached('m', '', [object(0x3701, nested(depth - 1))]));
    const names = (content: Buffer) => unpackTnef(content)?.files.map((file) => file.name);
    assert.deepEqual(names(nested(tnefDepthMax)), ['deep.txt']);
    assert.deepEqual(names(nested(tnefDepthMax + 1)), ['m'], 'what is deeper is a file as it is');

    const many = (count: number): MapiField[] => Array.from({ length: count }, () => number(0x0017, 1));
    assert.equal(readTnef(tnef([message(many(mapiPropertiesMax))]))?.isBroken, false);
    assert.equal(readTnef(tnef([message(many(mapiPropertiesMax + 1))]))?.isBroken, true);

    const sized = (size: number) => {
      const rest = size - tnef(attached('big', '')).length;
      return readMessage(bytesSource(mailWithBinary(tnef(attached('big', 'x'.repeat(rest))))));
    };
    assert.equal(sized(tnefBytesMax).attachments[0]?.name, 'big');
    assert.equal(sized(tnefBytesMax + 1).attachments[0]?.name, 'winmail.dat');
  });

  test('D01 compressed RTF: references into what was written, and its end', () => {
    // `{\rtf1 WXYZWXYZWXYZWXYZWXYZ}`: the example of MS-OXRTFCP §3.2.1.
    const example = Buffer.from(
      '1a0000001c0000004c5a467 5e2d44b51410004205758595a0d6e7d010eb0'.replaceAll(' ', ''),
      'hex',
    );
    assert.equal(Buffer.from(decompressRtf(example) ?? []).toString('latin1'), '{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}');
    assert.equal(decompressRtf(Buffer.from('too short')), undefined);
  });

  test('D01 RTF that never closes, or nests without end, ends', () => {
    assert.equal(readRtf(Buffer.from('{\\rtf1 a{\\b b')).text, 'ab');
    assert.equal(readRtf(Buffer.from(`${'{'.repeat(100_000)}x${'}'.repeat(100_000)}y`)).text, 'xy');
  });

  test('D01 lists of values and named properties are passed over', () => {
    const odd = properties([unicode(0x8001, 'named', { name: 'x-header' }), unicode(0x1000, 'after')]);
    assert.equal(readTnef(tnef([{ level: 1, tag: 0x00069003, data: odd }]))?.body.text, 'after');
  });
});

function mailWithBinary(content: Buffer): Buffer {
  const head = 'Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: binary\r\n\r\n';
  return Buffer.concat([Buffer.from(head), content]);
}
