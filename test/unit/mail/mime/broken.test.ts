import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bytesSource } from '../../../../src/mail/mime/byteSource.ts';
import { unflow } from '../../../../src/mail/mime/flowed.ts';
import { parseParameters } from '../../../../src/mail/mime/parameters.ts';
import { attachmentBytes, partsBelow, readMessage } from '../../../../src/mail/mime/read.ts';
import { readAddresses } from '../../../../src/mail/mime/readAddresses.ts';
import { readDate } from '../../../../src/mail/mime/readDate.ts';

/** What programs do to mail against the rules, one violation a test. */

const read = (...lines: string[]) => readMessage(bytesSource(Buffer.from(lines.join('\r\n'), 'latin1')));
const text = (...lines: string[]) => read(...lines).blocks.map((block) => block.text);
const bytesOf = (mail: ReturnType<typeof read>, index: number) => {
  const attachment = mail.attachments[index];
  assert.ok(attachment);
  return Buffer.concat([...attachmentBytes(mail, attachment)]).toString('latin1');
};

describe('D01 boundaries', () => {
  const twoParts = (line: string) => [
    line,
    'Content-Type: text/plain',
    '',
    'one',
    line,
    'Content-Type: text/plain',
    '',
    'two',
    `${line}--`,
  ];

  test('D01 a multipart without a boundary, or with a wrong one, is split by the lines that it has', () => {
    const missing = read('Content-Type: multipart/mixed', '', ...twoParts('--guess'));
    assert.deepEqual(missing.blocks, [{ text: 'one' }, { text: 'two' }]);
    assert.ok(missing.defects.has('boundaryMissing') && missing.defects.has('boundaryGuessed'));
    const wrong = read('Content-Type: multipart/mixed; boundary=other', '', 'preamble', ...twoParts('--right'));
    assert.deepEqual(wrong.blocks, [{ text: 'one' }, { text: 'two' }]);
    assert.equal(wrong.defects.has('boundaryMissing'), false);
  });

  test('D01 a wrong boundary inside stays inside: what follows is the outer multipart again', () => {
    const mail = read(
      'Content-Type: multipart/mixed; boundary=out',
      '',
      '--out',
      'Content-Type: multipart/mixed; boundary=wrong',
      '',
      ...twoParts('--in'),
      '--out',
      '',
      'three',
      '--out--',
    );
    assert.deepEqual(mail.blocks, [{ text: 'one' }, { text: 'two' }, { text: 'three' }]);
  });

  test('D01 text after blanks on a delimiter line is ignored (RFC 2046 §5.1.1), a longer boundary is another one', () => {
    assert.deepEqual(
      text('Content-Type: multipart/mixed; boundary=b', '', '--b  junk', '', 'one', '--bb', '--b-- junk', 'end'),
      ['one\r\n--bb'],
    );
  });

  test('D01 a multipart that only closes holds nothing, one without any delimiter is its text', () => {
    assert.deepEqual(text('Content-Type: multipart/mixed; boundary=b', '', '--b--', 'end'), []);
    assert.deepEqual(text('Content-Type: multipart/mixed; boundary=b', '', 'plain'), ['plain']);
  });

  test('D01 a parameter without its semicolon still counts', () => {
    assert.deepEqual(text('Content-Type: multipart/mixed boundary=b', '', '--b', '', 'one', '--b--'), ['one']);
  });
});

describe('D01 alternatives lose nothing', () => {
  const part = (type: string, content: string) => ['--b', `Content-Type: ${type}`, '', content];
  const alternative = (...parts: string[][]) =>
    read('Content-Type: multipart/alternative; boundary=b', '', ...parts.flat(), '--b--');

  test('D01 two of the best kind are both shown, a poorer kind beside the first', () => {
    assert.deepEqual(alternative(part('text/plain', 'a'), part('text/plain', 'b')).blocks, [
      { text: 'a' },
      { text: 'b' },
    ]);
    assert.deepEqual(alternative(part('text/plain', 'a'), part('text/html', '<b>'), part('text/html', '<i>')).blocks, [
      { html: '<b>', text: 'a' },
      { html: '<i>', text: '' },
    ]);
    assert.deepEqual(alternative(part('text/plain', 'a'), part('text/enriched', '<bold>')).blocks, [{ text: 'a' }]);
  });

  test('D01 plain text in several parts stands beside one HTML', () => {
    const mixed = ['--b', 'Content-Type: multipart/mixed; boundary=m', '', '--m', '', 'a', '--m', '', 'b', '--m--'];
    assert.deepEqual(alternative(mixed, part('text/html', '<p>')).blocks, [{ html: '<p>', text: 'a\nb' }]);
  });

  test('D01 a related that begins with a picture shows its text', () => {
    const mail = read(
      'Content-Type: multipart/related; boundary=b',
      '',
      ...part('image/png', 'x'),
      ...part('text/html', '<p>'),
      ...part('text/plain', 'more'),
      '--b--',
    );
    assert.deepEqual(mail.blocks, [{ html: '<p>' }, { text: 'more' }]);
    assert.deepEqual(
      mail.attachments.map((one) => one.contentType),
      ['image/png'],
    );
  });
});

describe('D01 uuencode in text', () => {
  const block = ['begin 644 cat.txt', '#8V%T', '`', 'end'];

  test('D01 its files are attachments, the text goes on without them', () => {
    const mail = read('Subject: x', '', 'before', ...block, 'after');
    assert.deepEqual(mail.blocks, [{ text: 'before\r\nafter' }]);
    assert.deepEqual([mail.attachments[0]?.name, bytesOf(mail, 0)], ['cat.txt', 'cat']);
  });

  test('D01 also inside an encoding, without a name, without blanks that got lost', () => {
    const encoded = Buffer.from(['begin 644 ', '#8V%T', '!80', 'end', ''].join('\n')).toString('base64');
    const mail = read('Content-Transfer-Encoding: base64', '', encoded);
    assert.deepEqual([mail.attachments[0]?.name, bytesOf(mail, 0)], ['', 'cata']);
  });

  test('D01 words that only begin so are text; a file without its end is one from three lines on', () => {
    assert.deepEqual(text('', 'begin 644 x', 'is how it starts.'), ['begin 644 x\r\nis how it starts.']);
    const open = read('', 'begin 644 a', ...Array(3).fill('#8V%T'), 'text goes on');
    assert.deepEqual([open.blocks[0]?.text, bytesOf(open, 0)], ['text goes on', 'catcatcat']);
    assert.equal(read('', 'begin 644 a', '#8V%T', 'text').attachments.length, 0);
  });
});

describe('D01 format=flowed (RFC 3676)', () => {
  test('D01 §4.4 stuffed blanks go, §4.2 DelSp takes the blank, §4.5 quotes join within their depth', () => {
    assert.equal(unflow(' From here\n >not a quote', false), 'From here\n>not a quote');
    assert.equal(unflow('> a \n> b\n>> c \nd', false), '> a b\n>> c\nd');
    assert.equal(unflow('> 你 \n> 好', true), '> 你好');
    assert.equal(unflow('a \n-- \nb', true), 'a\n-- \nb', '§4.3 a signature never joins');
  });

  test('D01 read as the part says, whatever the case', () => {
    assert.deepEqual(text('Content-Type: text/plain; Format=Flowed; DelSp=Yes', '', 'soft ', 'break'), ['softbreak']);
    assert.deepEqual(text('Content-Type: text/plain; format=fixed', '', 'soft ', 'break'), ['soft \r\nbreak']);
  });
});

describe('D01 headers against the rules', () => {
  test('D01 encoded words: punctuation inside, in RFC 2231 values, quotes that are escaped', () => {
    const from = (raw: string) => readAddresses(raw).map((one) => `${one.name}|${one.address}`);
    assert.deepEqual(from('=?utf-8?Q?a:_(b),_c?= <a@x>'), ['a: (b), c|a@x']);
    assert.equal(parseParameters("a/b; name*=utf-8''=?utf-8?Q?=C3=A4.zip?=").parameters.get('name'), 'ä.zip');
    assert.equal(parseParameters('a/b; name=\\"a b.eml\\"').parameters.get('name'), 'a b.eml');
  });

  test('D01 addresses: blanks around dots, several words in brackets, words without an address', () => {
    const from = (raw: string) => readAddresses(raw).map((one) => `${one.name}|${one.address}`);
    assert.deepEqual(from('jdoe@test  . example'), ['|jdoe@test.example']);
    assert.deepEqual(from('"p" <host.tld p@host.tld>'), ['p|p@host.tld']);
    assert.deepEqual(from('"Drew Fossum"'), ['Drew Fossum|']);
    assert.deepEqual(from('MAILER-DAEMON'), ['|MAILER-DAEMON']);
  });

  test('D01 zones with a digit too few', () => {
    assert.equal(readDate('Fri, 1 Nov 2019 10:21:39 +070'), Date.UTC(2019, 10, 1, 3, 21, 39));
    assert.equal(readDate('Mon, 21 Aug 95 13:30:57 -600'), Date.UTC(1995, 7, 21, 19, 30, 57));
  });

  test('D01 text right behind the header, without the empty line, is not lost', () => {
    assert.deepEqual(text('Subject: x', 'this is text', '', 'more'), ['this is text\r\n\r\nmore']);
    assert.equal(read('Subject: x', 'stray', 'From: a@x', '', 't').from[0]?.address, 'a@x');
  });

  test('D01 text that is called base64 and is none stays as it is', () => {
    const line = 'plain words and more of them, not encoded';
    assert.deepEqual(text('Content-Transfer-Encoding: base64', '', line), [line]);
  });

  test('D01 parts of an enclosed message are its own', () => {
    const mail = read(
      'Content-Type: message/rfc822',
      '',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'x',
      '--b--',
    );
    assert.deepEqual(
      partsBelow(mail.root).map((part) => [part.type, part.depth]),
      [
        ['multipart/mixed', 1],
        ['text/plain', 2],
      ],
    );
  });
});
