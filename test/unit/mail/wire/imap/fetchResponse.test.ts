import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { utf8 } from '../../../../../src/base/bytes.ts';
import { decodeHeaderText } from '../../../../../src/mail/mime/encodedWords.ts';
import { FetchReader, readFetchResponse } from '../../../../../src/mail/wire/imap/fetchResponse.ts';
import { seeded } from '../../../../support/seeded.ts';

const envelope =
  'ENVELOPE ("Wed, 17 Jul 1996 02:23:25 -0700" "=?utf-8?B?5L2g5aW9?= \\"q\\"" (("=?utf-8?Q?J=C3=B6rg?=" NIL "j" "x.de")) NIL NIL ' +
  '((NIL NIL "team" NIL)("A" NIL "a" "x.de")(NIL NIL NIL NIL)) NIL NIL "<p@x>" "<m@x>")';

describe('a FETCH response as the bulk listing reads it', () => {
  test('§7.5.2 every item of one line is read, groups are flattened, words decoded', () => {
    const line = utf8(
      `* 12 FETCH (UID 5 FLAGS (\\Seen $Work) INTERNALDATE "17-Jul-1996 02:44:25 -0700" RFC822.SIZE 4286 ${envelope} ` +
        'MODSEQ (17011) BODY[HEADER.FIELDS (REFERENCES)] {29}\r\nReferences: <a@x>\r\n <b@x>\r\n\r\n)\r\n',
    );
    const record = readFetchResponse(line);
    assert.equal(record.damaged, false);
    assert.deepEqual(record, {
      seq: 12,
      uid: 5,
      flags: ['\\Seen', '$Work'],
      internalDate: Date.UTC(1996, 6, 17, 9, 44, 25),
      size: 4286,
      hasAttachment: false,
      hasEnvelope: true,
      damaged: false,
      modSeq: 17011n,
      references: '<a@x> <b@x>',
      envelope: {
        date: Date.UTC(1996, 6, 17, 9, 23, 25),
        subject: '你好 "q"',
        from: [{ name: 'Jörg', address: 'j@x.de' }],
        to: [{ name: 'A', address: 'a@x.de' }],
        cc: [],
        bcc: [],
        messageId: '<m@x>',
        inReplyTo: '<p@x>',
      },
    });
  });

  test('literals may stand apart from the line, and raw UTF-8 is read as such', () => {
    const record = readFetchResponse(utf8('(UID 9 ENVELOPE (NIL {6}\r\n NIL NIL NIL NIL NIL NIL NIL NIL))'), [
      utf8('你好'),
    ]);
    assert.equal(record.damaged, false);
    assert.equal(record.envelope.subject, '你好');
    assert.equal(
      readFetchResponse(utf8('* 1 FETCH (ENVELOPE (NIL "é" NIL NIL NIL NIL NIL NIL NIL NIL))')).envelope.subject,
      'é',
    );
  });

  test('a reader that has seen the same people before gives the same list, and others theirs', () => {
    const reader = new FetchReader();
    const from = (list: string, literals?: readonly Uint8Array[]) =>
      reader.read(utf8(`* 1 FETCH (ENVELOPE (NIL NIL ${list} NIL NIL NIL NIL NIL NIL NIL))`), literals).envelope.from;
    const ann = from('(("Ann \\"A\\"" NIL "ann" "x.de"))');
    assert.deepEqual(ann, [{ name: 'Ann "A"', address: 'ann@x.de' }]);
    assert.equal(from('(("Ann \\"A\\"" NIL "ann" "x.de"))'), ann);
    assert.deepEqual(from('(("Bob" NIL "ann" "x.de"))'), [{ name: 'Bob', address: 'ann@x.de' }]);
    for (const name of ['Eve', 'Sam']) {
      assert.deepEqual(from('(({3}\r\n NIL "e" "x.de"))', [utf8(name)]), [{ name, address: 'e@x.de' }]);
    }
    for (let number = 0; number < 1_200; number++) {
      assert.equal(from(`((NIL NIL "p${number}" "x.de"))`)[0]?.address, `p${number}@x.de`);
    }
  });

  test('one encoded word alone reads as any header does', () => {
    const byte = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0xef, 0xbb, 0xbf, 0x0d, 0x41));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array()), fc.array(byte), (start, end) => {
        const bytes = Buffer.concat([typeof start === 'string' ? utf8(start) : start, Uint8Array.from(end)]);
        const word = `=?UTF-8?b?${bytes.toString('base64')}?=`;
        const line = utf8(`* 1 FETCH (ENVELOPE (NIL "${word}" NIL NIL NIL NIL NIL NIL NIL NIL))`);
        assert.equal(readFetchResponse(line).envelope.subject, decodeHeaderText(word));
      }),
      seeded(2047, 1_000),
    );
  });

  const text = '("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "7BIT" 12 1 NIL NIL NIL NIL)';
  const image = '("IMAGE" "PNG" ("NAME" "a.png") "<c@x>" NIL "BASE64" 12 NIL ("INLINE" ("FILENAME" "a.png")) NIL NIL)';
  const structures: [string, boolean, string][] = [
    ['a text alone', false, text],
    [
      'a file',
      true,
      `(${text}("APPLICATION" "PDF" ("NAME" "a.pdf") NIL NIL "BASE64" 1 NIL ("ATTACHMENT" NIL) NIL NIL) "MIXED" NIL NIL NIL NIL)`,
    ],
    ['a picture in the text', false, `(${text}${image} "RELATED" ("BOUNDARY" "x") NIL NIL NIL)`],
    ['a picture beside the text', true, `(${text}${image} "MIXED")`],
    ['a signature', false, `(${text}("APPLICATION" "PGP-SIGNATURE" ("NAME" "s.asc") NIL NIL "7BIT" 9) "SIGNED")`],
    [
      'a named text',
      true,
      `(${text}("TEXT" "X-DIFF" NIL NIL NIL "7BIT" 9 2 NIL ("ATTACHMENT" ("FILENAME*" "utf-8''a")) NIL) "MIXED")`,
    ],
    [
      'a mail in a mail',
      true,
      `(${text}("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 9 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ${text} 3 NIL NIL NIL) "MIXED")`,
    ],
    [
      'a bounce',
      false,
      `(${text}("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 9 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ${text} 3) "REPORT")`,
    ],
  ];
  for (const [name, expected, structure] of structures) {
    test(`hasAttachment is ${expected} for ${name}`, () => {
      const record = readFetchResponse(utf8(`* 1 FETCH (BODYSTRUCTURE ${structure} UID 3)`));
      assert.equal(record.damaged, false);
      assert.equal(record.uid, 3);
      assert.equal(record.hasAttachment, expected);
    });
  }

  test('a line cut or altered anywhere gives a record, never an exception', () => {
    const line = utf8(
      `* 12 FETCH (UID 5 FLAGS (\\Seen) ${envelope} BODYSTRUCTURE (${text}${image} "RELATED") RFC822.SIZE 1)`,
    );
    for (let end = 0; end < line.length; end++) assert.equal(readFetchResponse(line.subarray(0, end)).damaged, true);
    const edit = fc.record({ at: fc.nat(line.length - 1), byte: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 6 }), (edits) => {
        const altered = Uint8Array.from(line);
        for (const { at, byte } of edits) altered[at] = byte;
        readFetchResponse(altered);
      }),
      seeded(9051, 3_000),
    );
    const deep = utf8(`* 1 FETCH (BODYSTRUCTURE ${'('.repeat(50_000)})`);
    assert.equal(readFetchResponse(deep).damaged, true);
  });
});
