import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isExecutableName, lastComponent, safeFileName } from '../../../../src/mail/mime/attachmentName.ts';
import { bytesSource } from '../../../../src/mail/mime/byteSource.ts';
import { decodeText } from '../../../../src/mail/mime/charsets.ts';
import { decodeHeaderText } from '../../../../src/mail/mime/encodedWords.ts';
import { unflow } from '../../../../src/mail/mime/flowed.ts';
import { parseParameters } from '../../../../src/mail/mime/parameters.ts';
import { attachmentBytes, enclosedSource, partsBelow, readMessage } from '../../../../src/mail/mime/read.ts';
import { readAddresses } from '../../../../src/mail/mime/readAddresses.ts';
import { readDate } from '../../../../src/mail/mime/readDate.ts';
import { fileNameMaxBytes, partDepthMax, partsMax } from '../../../../src/mail/mime/readLimits.ts';
import { transferDecoder } from '../../../../src/mail/mime/transferEncoding.ts';
import { seeded } from '../../../support/seeded.ts';

const read = (...lines: string[]) => readMessage(bytesSource(Buffer.from(lines.join('\r\n'), 'latin1')));
const bytesOf = (message: ReturnType<typeof read>, index: number) => {
  const attachment = message.attachments[index];
  assert.ok(attachment);
  return Buffer.concat([...attachmentBytes(message, attachment)]).toString('latin1');
};

describe('D01 structure', () => {
  test('D01 an alternative is one block with both forms, and a calendar in it is an attachment', () => {
    const message = read(
      'Content-Type: multipart/alternative; boundary=b',
      '',
      '--b',
      'Content-Type: text/html',
      '',
      '<p>h</p>',
      '--b',
      '',
      'plain',
      '--b',
      'Content-Type: text/calendar; method=REQUEST',
      '',
      'BEGIN:VCALENDAR',
      '--b--',
    );
    assert.deepEqual(message.blocks, [{ text: 'plain', html: '<p>h</p>' }]);
    assert.deepEqual(
      message.attachments.map((one) => one.contentType),
      ['text/calendar'],
    );
  });

  test('D01 text after an attachment is shown, too', () => {
    const message = read(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'one',
      '--b',
      'Content-Type: image/png',
      'Content-Disposition: attachment; filename=a.png',
      '',
      'x',
      '--b',
      '',
      'two',
      '--b--',
    );
    assert.deepEqual(message.blocks, [{ text: 'one' }, { text: 'two' }]);
    assert.equal(message.attachments[0]?.name, 'a.png');
  });

  test('D01 a mail whose own text has a file name is shown, and its text can be saved', () => {
    const part = (name: string) => ['--b', `Content-Type: text/plain; name=${name}`, '', name];
    const message = read(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      ...part('one.txt'),
      ...part('two.txt'),
      '--b--',
    );
    assert.deepEqual(message.blocks, [{ text: 'one.txt' }]);
    assert.deepEqual(
      message.attachments.map((one) => one.name),
      ['one.txt', 'two.txt'],
    );
  });

  test('D01 a line of blanks ends a header unless the header goes on after it', () => {
    assert.deepEqual(read('Subject: a', ' ', 'text').blocks, [{ text: 'text' }]);
    assert.equal(read('Subject: a', ' ', '\tb', '', 'text').subject.replace(/\s+/g, ' '), 'a b');
  });

  test('D01 an enclosed message is an attachment named after its subject', () => {
    const message = read(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: message/rfc822',
      '',
      'Subject: inner',
      '',
      'text',
      '--b--',
    );
    assert.equal(message.attachments[0]?.name, 'inner.eml');
    assert.equal(bytesOf(message, 0), 'Subject: inner\r\n\r\ntext');
    const [part] = partsBelow(message.root);
    assert.ok(part);
    assert.equal(readMessage(enclosedSource(message, part)).subject, 'inner');
  });

  test('D01 depth and number of parts end at their limits, with a defect', () => {
    const nested = (depth: number) =>
      Array.from({ length: depth }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`).join(
        '',
      );
    const deepest = (text: string) => partsBelow(read(text).root).reduce((max, part) => Math.max(max, part.depth), 0);
    assert.equal(deepest(nested(partDepthMax - 1)), partDepthMax - 1);
    assert.equal(deepest(nested(partDepthMax + 10)), partDepthMax);
    assert.ok(read(nested(partDepthMax + 10)).defects.has('tooDeep'));
    const many = (count: number) =>
      read(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(count)}--b--`);
    assert.equal(partsBelow(many(partsMax).root).length, partsMax);
    assert.equal(many(partsMax).defects.has('tooManyParts'), false);
    assert.equal(partsBelow(many(partsMax + 1).root).length, partsMax);
    assert.ok(many(partsMax + 1).defects.has('tooManyParts'));
  });

  test('D01 any bytes are read without a throw, whatever stands in them', () => {
    const piece = fc.constantFrom(
      ...[
        'Content-Type: multipart/mixed; boundary=b\r\n',
        '--b\r\n',
        '--b--\r\n',
        '\r\n',
        '\n',
        '\r',
        ' ',
        'Subject: =?utf-8?B?',
        '?=',
        '"',
        '<',
      ],
      ...[
        'Content-Type: message/rfc822\r\n',
        'Content-Transfer-Encoding: base64\r\n',
        'From: a@b, ("<',
        '\xff\xfe',
        '\0',
        '=',
        'x',
        ':',
        ';',
        "name*0*=''%",
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const message = readMessage(bytesSource(Buffer.from(pieces.join(''), 'latin1')));
        for (const one of message.attachments) for (const _ of attachmentBytes(message, one));
        const ends = partsBelow(message.root).every(
          (part) => part.bodyStart <= part.bodyEnd && part.bodyEnd <= message.source.size,
        );
        assert.ok(ends);
      }),
      seeded(822, 2_000),
    );
  });

  test('D01 what is found does not depend on where a window of the source ends', () => {
    const lines = [
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'x'.repeat(300_000),
      '--b',
      'Content-Type: a/b',
      '',
      'tail',
      '--b--',
    ];
    for (let shift = 0; shift < 5; shift++) {
      const message = read(`Subject: ${'s'.repeat(shift)}`, ...lines);
      assert.equal(message.blocks[0]?.text?.length, 300_000);
      assert.equal(bytesOf(message, 0), 'tail');
    }
  });
});

describe('D01 headers', () => {
  test('D01 encoded words: joined bytes, glued words, no second line', () => {
    assert.equal(decodeHeaderText('=?utf-8?B?5rWL?= =?utf-8?B?6K+V?='), '测试');
    assert.equal(decodeHeaderText('=?utf-8?B?5g==?= =?utf-8?B?tYs=?='), '测');
    assert.equal(decodeHeaderText('a=?utf-8?q?=C3=A9?=b'), 'aéb');
    assert.equal(decodeHeaderText('=?utf-8?q?a=0D=0ABcc:_x=40y?='), 'a Bcc: x@y');
  });

  test('D01 addresses: commas in names, groups, comments, routes, quoted local parts', () => {
    const cases: [string, string][] = [
      ['Doe, Jane <j@x.example>', 'Doe, Jane|j@x.example'],
      ['team: a@x, B <b@x>;, c@x', '|a@x B|b@x |c@x'],
      ['a@x (Real (nested) Name)', 'Real (nested) Name|a@x'],
      ['<@r1,@r2:a@x>', '|a@x'],
      ['"john doe"@x.example', '|"john doe"@x.example'],
      ['=?utf-8?q?a=2C_b?= <a@x>', 'a, b|a@x'],
      ['undisclosed-recipients:;', ''],
    ];
    for (const [raw, wanted] of cases)
      assert.equal(
        readAddresses(raw)
          .map((one) => `${one.name}|${one.address}`)
          .join(' '),
        wanted,
        raw,
      );
  });

  test('D01 dates: obsolete forms, zones, and none for nonsense', () => {
    const at = Date.UTC(2026, 2, 3, 9, 8, 7);
    assert.equal(readDate('Tue, 03 Mar 2026 09:08:07 +0000'), at);
    assert.equal(readDate('3 Mar 26 04:08:07 EST'), at);
    assert.equal(readDate('Tue Mar  3 09:08:07 2026'), at);
    assert.equal(readDate('2026-03-03T17:08:07+08:00'), at);
    assert.equal(readDate('Tue, 31 Feb 2026 25:61:61 +9999'), undefined);
    assert.equal(readDate(''), undefined);
  });

  test('D03 names of attachments: RFC 2231 sections in any order, cut triplets, encoded words, blanks', () => {
    const name = (raw: string) => parseParameters(raw).parameters.get('name');
    assert.equal(
      name("a/b; name*1*=%E5; name*0*=utf-8''%E6%8A%A5%"),
      parseParameters("a/b; name*=utf-8''%E6%8A%A5%25%E5").parameters.get('name'),
    );
    assert.equal(name('a/b; name*0*=utf-8\'\'%E6%8A; name*1*=%A5-; name*2="x.pdf"'), '报-x.pdf');
    assert.equal(name('a/b; name="=?utf-8?B?5oqlLnBkZg==?="'), '报.pdf');
    assert.equal(name('a/b; name=my file (1).pdf'), 'my file (1).pdf');
  });
});

describe('D01 text', () => {
  test('D01 charsets by their label, by what the bytes are where the label lies or lacks', () => {
    const gbk = Buffer.from('b7a2c6b1cda8d6aa', 'hex');
    assert.equal(decodeText(gbk, 'gb2312').text, '发票通知');
    assert.equal(decodeText(gbk, undefined).text, '发票通知');
    assert.deepEqual(decodeText(gbk, 'utf-8'), { text: '发票通知', charset: 'gb18030', defect: 'charsetWrong' });
    assert.equal(decodeText(Buffer.from('caf\xe9', 'latin1'), 'x-nobody').text, 'café');
    assert.equal(decodeText(Buffer.from('Hi +Jjo-'), 'utf-7').text, 'Hi ☺');
  });

  test('D01 format=flowed: soft breaks join, quotes and the signature do not', () => {
    assert.equal(unflow('a \nb\n> q \n> r\n-- \nsig', false), 'a b\n> q r\n-- \nsig');
    assert.equal(unflow('你好 \n世界', true), '你好世界');
  });

  test('D01 transfer encodings decode alike wherever a chunk ends', () => {
    const check = (encoding: string, encoded: string, wanted: string) => {
      for (let cut = 0; cut <= encoded.length; cut++) {
        const decoder = transferDecoder(encoding);
        assert.ok(decoder);
        const parts = [encoded.slice(0, cut), encoded.slice(cut)].map((text) =>
          decoder.push(Buffer.from(text, 'latin1')),
        );
        assert.equal(Buffer.concat([...parts, decoder.end()]).toString(), wanted, `${encoding} cut at ${cut}`);
      }
    };
    check('base64', 'dGV4\r\nd*A=\r\ndA==', 'textt');
    check('quoted-printable', 'a=3Db \r\nsoft=\r\nend=4', 'a=b\r\nsoftend=4');
    check('x-uuencode', 'begin 644 a\n#86)C\n`\nend\n', 'abc');
  });
});

describe('D03 names to save under', () => {
  test('D03 a name stays inside the folder that the person chose', () => {
    for (const name of ['../../x', '..\\..\\x', '/x', 'C:\\x', 'a/../../x'])
      assert.equal(safeFileName(lastComponent(name)), 'x', name);
    assert.equal(safeFileName('..'), 'attachment');
    assert.equal(safeFileName(''), 'attachment');
    assert.equal(safeFileName('.bashrc'), 'bashrc');
    assert.equal(safeFileName('CON.pdf'), '_CON.pdf');
    assert.equal(safeFileName('invoice\u202efdp.exe'), 'invoicefdp.exe');
    const property = fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
      const safe = safeFileName(name);
      assert.ok(
        safe !== '' &&
          safe !== '.' &&
          safe !== '..' &&
          !/[/\\\0]/.test(safe) &&
          Buffer.byteLength(safe) <= fileNameMaxBytes + 3,
      );
    });
    fc.assert(property, seeded(3, 1_000));
  });

  test('D03 programs are told by what the system sees last', () => {
    for (const name of ['a.exe', 'a.pdf.exe', 'A.JS', 'run.sh', 'x.lnk', 'x.docm', 'x.exe ', 'x.exe.'])
      assert.equal(isExecutableName(name), true, name);
    for (const name of ['a.pdf', 'exe', 'a.txt', 'a.docx', '']) assert.equal(isExecutableName(name), false, name);
  });
});
