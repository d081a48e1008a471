import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { utf8 } from '../../../../src/base/bytes.ts';
import { encodeQuotedPrintable } from '../../../../src/mail/mime/quotedPrintable.ts';
import { writeMessage } from '../../../../src/mail/mime/write.ts';

/** As RFC 2045 §6.7 has it, by itself: no code of ours. */
function decoded(text: string): Buffer {
  const joined = text.replace(/[ \t]+(?=\r\n)/g, '').replace(/=\r\n/g, '');
  const bytes: number[] = [];
  for (let at = 0; at < joined.length; at++) {
    if (joined[at] === '=') {
      bytes.push(Number.parseInt(joined.slice(at + 1, at + 3), 16));
      at += 2;
    } else bytes.push(joined.charCodeAt(at));
  }
  return Buffer.from(bytes);
}

describe('RFC 2045 §6.7 quoted-printable', () => {
  test('escapes what must be, and nothing else', () => {
    assert.equal(encodeQuotedPrintable('a=b ü\t\n end \n'), 'a=3Db =C3=BC=09\r\n end=20\r\n');
    assert.equal(encodeQuotedPrintable(''), '');
  });

  test('a line of 76 stays, one of 77 is broken, never inside an escape', () => {
    assert.equal(encodeQuotedPrintable('x'.repeat(76)), 'x'.repeat(76));
    assert.equal(encodeQuotedPrintable('x'.repeat(77)), `${'x'.repeat(75)}=\r\nxx`);
    assert.equal(encodeQuotedPrintable(`${'x'.repeat(73)}=yy`), `${'x'.repeat(73)}=\r\n=3Dyy`);
  });

  test('any text comes back, in lines of at most 76', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', ' ', '=', '\n', '\t', 'ü', '张', '😀', '.', '\u0001', 'word '),
      maxLength: 400,
    });
    fc.assert(
      fc.property(text, (given) => {
        const encoded = encodeQuotedPrintable(given);
        assert.deepEqual(decoded(encoded), Buffer.from(utf8(given.replaceAll('\n', '\r\n'))));
        assert.ok(encoded.split('\r\n').every((line) => line.length <= 76 && /^[\t -~]*$/.test(line)));
      }),
      { seed: 2045, numRuns: 500 },
    );
  });

  test('E04 a long letter comes back as it was, text and HTML', async () => {
    const line = 'Grüße, a = b, and words that go on until the line is longer than any line of a mail may be; 张伟.';
    const html = `<p title="x">${line}</p>\n`.repeat(200);
    const text = `${line}\n`.repeat(200);
    const message = writeMessage({
      ...{ from: { name: '', address: 'a@x.test' }, to: [], cc: [], replyTo: [], subject: 'x', date: 0 },
      ...{ messageId: '<m@x.test>', inReplyTo: [], references: [], extraHeaders: [], parts: [], boundary: 'b0undary' },
      ...{ text, html, flowed: true },
    });
    const chunks: Uint8Array[] = [];
    for await (const chunk of message) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    const source = raw.toString('latin1');
    assert.ok(source.split('\r\n').every((each) => each.length <= 78 && !/[\r\n\x80-\xff]/.test(each)));
    assert.match(source, /\r\nContent-Type: text\/plain; charset=utf-8; format=flowed\r\n/);
    const mail = await simpleParser(raw);
    assert.equal(mail.html, html);
    assert.equal((mail.text ?? '').replaceAll(' \n', ' ').trimEnd(), text.trimEnd());
  });
});
