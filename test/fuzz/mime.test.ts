import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { bytesSource } from '../../src/mail/mime/byteSource.ts';
import { decodeText } from '../../src/mail/mime/charsets.ts';
import { decompressRtf } from '../../src/mail/mime/compressedRtf.ts';
import { unflow } from '../../src/mail/mime/flowed.ts';
import { guessCharset } from '../../src/mail/mime/guessCharset.ts';
import { attachmentBytes, partsBelow, readMessage } from '../../src/mail/mime/read.ts';
import { readAddresses } from '../../src/mail/mime/readAddresses.ts';
import { readDate } from '../../src/mail/mime/readDate.ts';
import { rtfBytesMax, tnefAttachmentsMax, uuBlocksMax } from '../../src/mail/mime/readLimits.ts';
import { readRtf } from '../../src/mail/mime/rtf.ts';
import { readTnef, type TnefMessage } from '../../src/mail/mime/tnef.ts';
import { transferDecoder } from '../../src/mail/mime/transferEncoding.ts';
import { findUuBlocks, UuDecoder, withoutUuBlocks } from '../../src/mail/mime/uuencode.ts';
import { seeded } from '../support/seeded.ts';
import { attached, binary, message, object, tnef, unicode } from '../support/tnef.ts';

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });

/** Pieces of a grammar in any order, with noise between: what random bytes alone never reach. */
const pieces = (list: readonly string[], maxLength = 40) =>
  fc
    .array(
      fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...list) }, fc.string({ unit: 'binary-ascii', maxLength: 8 })),
      { maxLength },
    )
    .map((all) => all.join(''));

/** Something sound with some of its bytes changed, and its end cut. */
const damaged = (sound: Buffer) =>
  fc
    .tuple(fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { maxLength: 12 }), fc.nat(sound.length))
    .map(([changes, end]) => {
      const copy = Buffer.from(sound);
      for (const [at, byte] of changes) copy[at] = byte;
      return copy.subarray(0, end);
    });

const labels = [
  ...[
    'utf-8',
    'us-ascii',
    'gb2312',
    'big5',
    'shift_jis',
    'euc-jp',
    'euc-kr',
    'iso-2022-jp',
    'iso-2022-kr',
    'iso-2022-cn',
    'hz-gb-2312',
  ],
  ...['utf-7', 'utf-16', 'utf-16be', 'windows-1252', 'iso-8859-1', 'koi8-r', 'cp437', 'utf-32', 'nonsense', ''],
];

describe('D01 whatever bytes come, reading ends with a value', () => {
  test('D01 charsets: text that is well-formed and no longer than its bytes, by any label and by guess', () => {
    const escapes = pieces([
      '\x1b$B',
      '\x1b(B',
      '\x1b$)C',
      '\x1b$)A',
      '\x1b$*H',
      '\x1bN',
      '\x0e',
      '\x0f',
      '~{',
      '~}',
      '+AGE-',
      '!!',
      '0!',
      '\n',
    ]);
    const any = fc.oneof(
      bytes(200),
      escapes.map((text) => Buffer.from(text, 'latin1')),
    );
    fc.assert(
      fc.property(any, fc.constantFrom(...labels), fc.constantFrom(undefined, ...labels), (input, label, hint) => {
        const { text, charset } = decodeText(input, label, hint);
        assert.ok(text.isWellFormed() && text.length <= input.length * 2 + 2 && charset !== undefined);
        assert.ok(guessCharset(input) !== '');
      }),
      seeded(2047, 3_000),
    );
  });

  test('D01 TNEF: files lie inside the container, however it is damaged', () => {
    const inner = tnef([message([unicode(0x0037, 'inner'), unicode(0x1000, 'text')]), ...attached('c.txt', 'third')]);
    const sound = tnef([
      message([unicode(0x1000, 'plain'), binary(0x1013, Buffer.from('<p>')), unicode(0x8001, 'x', { name: 'n' })]),
      ...attached('a.txt', 'first', [unicode(0x3707, 'long name.txt')]),
      ...attached('m', '', [object(0x3701, inner)]),
    ]);
    const check = (found: TnefMessage | undefined, size: number): void => {
      if (!found) return;
      assert.ok(found.files.length + found.messages.length <= tnefAttachmentsMax);
      for (const { start, end } of found.files) assert.ok(start >= 0 && start <= end && end <= size);
      for (const each of found.messages) check(each, size);
    };
    fc.assert(
      fc.property(fc.oneof(damaged(sound), bytes(100)), (input) => check(readTnef(input), input.length)),
      seeded(9_078, 3_000),
    );
  });

  test('D01 RTF and its compression: bounded by what came in', () => {
    const head = Buffer.from('00000000ffffffff4c5a467500000000', 'hex');
    fc.assert(
      fc.property(bytes(300), (input) => {
        const out = decompressRtf(Buffer.concat([head, input])) ?? Buffer.alloc(0);
        assert.ok(out.length <= Math.min(rtfBytesMax, input.length * 9));
        readRtf(out);
      }),
      seeded(4_675, 1_500),
    );
    const words = [
      '{',
      '}',
      '\\par ',
      "\\'d6",
      '\\u-10179?',
      '\\uc9 ',
      '\\*',
      '\\htmltag1 ',
      '\\fromhtml1 ',
      '\\htmlrtf ',
      '\\bin99999 ',
      '\\f1\\fcharset134 ',
      '\\fonttbl',
    ];
    fc.assert(
      fc.property(pieces(words), (text) => {
        const read = readRtf(Buffer.from(text, 'latin1'));
        assert.ok(read.text.isWellFormed() && read.text.length <= text.length && read.html.length <= text.length * 2);
      }),
      seeded(1_603, 1_500),
    );
  });

  test('D01 uuencode: blocks in order, text and files together no more than came in', () => {
    const lines = ['begin 644 a\n', 'begin 644\n', '#8V%T\n', '`\n', 'end\n', 'end', 'M', '\r\n', ' \n', 'text\n'];
    fc.assert(
      fc.property(pieces(lines, 80), fc.nat(40), (text, cut) => {
        const input = Buffer.from(text, 'latin1');
        const blocks = findUuBlocks(input);
        assert.ok(blocks.length <= uuBlocksMax);
        let last = 0;
        for (const { start, dataStart, dataEnd, end } of blocks) {
          assert.ok(
            last <= start && start < dataStart && dataStart <= dataEnd && dataEnd <= end && end <= input.length,
          );
          last = end;
        }
        assert.ok(withoutUuBlocks(input, blocks).length <= input.length);
        const whole = decodeUu([input]);
        assert.deepEqual(decodeUu([input.subarray(0, cut), input.subarray(cut)]), whole);
        assert.ok(whole.length <= input.length);
      }),
      seeded(644, 2_000),
    );
  });

  test('D01 format=flowed: no character is invented, none but blanks and marks is lost', () => {
    fc.assert(
      fc.property(
        pieces(['a ', 'b', '\n', '\r\n', '> ', '>', '-- \n', ' ', ' From', '中 ']),
        fc.boolean(),
        (text, delSp) => {
          const bare = (value: string) => value.replace(/[\s>]/g, '');
          assert.equal(bare(unflow(text, delSp)), bare(text));
        },
      ),
      seeded(3_676, 2_000),
    );
  });

  test('D01 transfer encodings: the same wherever a chunk ends, and no longer than they were', () => {
    const encodings = ['base64', 'quoted-printable', 'x-uuencode', '8bit'];
    fc.assert(
      fc.property(
        fc.constantFrom(...encodings),
        pieces(['=', '=3D', '=\r\n', ' \n', 'YWJj', '==', '\r\n', '-', 'begin 644 a\n', '#8V%T\n']),
        fc.nat(60),
        (encoding, text, cut) => {
          const input = Buffer.from(text, 'latin1');
          const decode = (chunks: readonly Uint8Array[]) => {
            const decoder = transferDecoder(encoding);
            assert.ok(decoder);
            return Buffer.concat([...chunks.map((chunk) => Buffer.from(decoder.push(chunk))), decoder.end()]);
          };
          const whole = decode([input]);
          assert.deepEqual(decode([input.subarray(0, cut), input.subarray(cut)]), whole);
          assert.ok(whole.length <= input.length);
        },
      ),
      seeded(2_045, 2_000),
    );
  });

  test('D01 addresses and dates of any text', () => {
    const grammar = pieces([
      '"',
      '<',
      '>',
      '(',
      ')',
      ',',
      ';',
      ':',
      '@',
      '\\',
      '=?utf-8?Q?',
      '?=',
      'ann@x.example',
      ' ',
      '.',
      '-0700',
      '12:30',
      '1 Jan 2026',
      '月',
    ]);
    fc.assert(
      fc.property(grammar, (written) => {
        const text = Buffer.from(written).toString('latin1');
        assert.ok(readAddresses(text).every(({ name, address }) => name !== '' || address !== ''));
        const date = readDate(text);
        assert.ok(date === undefined || Number.isFinite(date));
      }),
      seeded(5_322, 3_000),
    );
  });

  test('D01 messages: parts inside each other, texts and files read, each byte of the source a few times', () => {
    const lines = [
      ...[
        'Content-Type: multipart/mixed; boundary=b\r\n',
        'Content-Type: multipart/alternative\r\n',
        'Content-Type: multipart/related; boundary=c\n',
      ],
      ...[
        '--b\r\n',
        '--b--\r\n',
        '--c\n',
        '--d junk\r\n',
        '--d--\r\n',
        '\r\n',
        '\n',
        '\r',
        ' ',
        'begin 644 a\n',
        '#8V%T\n',
        'end\n',
      ],
      ...[
        'Content-Type: message/rfc822\r\n',
        'Content-Type: text/plain; format=flowed; delsp=yes; charset=gbk\r\n',
        'Content-Type: application/ms-tnef\r\n',
      ],
      ...[
        'Content-Transfer-Encoding: base64\r\n',
        'Content-Transfer-Encoding: quoted-printable\r\n',
        'eJ8+Ig',
        'Subject: =?gbk?B?',
        '?=',
        'From: a@b, ("<',
        '\xff\xfe',
        '\0',
      ],
    ];
    fc.assert(
      fc.property(pieces(lines, 60), (text) => {
        const input = Buffer.from(text, 'latin1');
        let taken = 0;
        const counting = {
          size: input.length,
          read: (start: number, end: number) => count(bytesSource(input).read(start, end)),
        };
        const count = (view: Uint8Array) => {
          taken += view.length;
          return view;
        };
        const mail = readMessage(counting);
        for (const one of mail.attachments) for (const _ of attachmentBytes(mail, one));
        for (const part of [mail.root, ...partsBelow(mail.root)]) {
          assert.ok(
            part.headerStart <= part.bodyStart && part.bodyStart <= part.bodyEnd && part.bodyEnd <= input.length,
          );
          for (const child of part.children)
            assert.ok(child.headerStart >= part.bodyStart && child.bodyEnd <= part.bodyEnd);
        }
        assert.ok(taken <= input.length * (30 + mail.attachments.length), `${taken} of ${input.length}`);
      }),
      seeded(822, 3_000),
    );
  });
});

function decodeUu(chunks: readonly Uint8Array[]): Buffer {
  const decoder = new UuDecoder();
  return Buffer.concat([...chunks.map((chunk) => Buffer.from(decoder.push(chunk))), decoder.end()]);
}
