import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';
import { bytesSource } from '../../../../src/mail/mime/byteSource.ts';
import { readMessage } from '../../../../src/mail/mime/read.ts';
import { needsSmtpUtf8, type OutgoingMessage, writeMessage } from '../../../../src/mail/mime/write.ts';
import { assertGolden } from '../../../support/golden.ts';
import { nastyStrings } from '../../../support/nastyStrings.ts';

const base: OutgoingMessage = {
  from: { name: 'Ann Example', address: 'ann@example.test' },
  to: [{ name: '', address: 'bob@example.test' }],
  cc: [],
  replyTo: [],
  subject: 'Hello',
  date: Date.UTC(2026, 0, 5, 9, 30),
  messageId: '<m1@example.test>',
  inReplyTo: [],
  references: [],
  extraHeaders: [],
  text: 'Hello\n',
  flowed: false,
  parts: [],
  boundary: 'b0undary',
};

async function written(message: Partial<OutgoingMessage>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of writeMessage({ ...base, ...message })) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

async function* bytes(...chunks: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

describe('messages written', () => {
  test(`E06 ${nastyStrings.length} strings as subject, name and file name come back identical in mailparser, postal-mime and our own parser`, async () => {
    assert.ok(nastyStrings.length >= 40);
    for (const text of nastyStrings) {
      const name = `${text}.txt`.replace(/[/\\]/g, '_');
      const raw = await written({
        subject: text,
        from: { name: text, address: 'ann@example.test' },
        parts: [{ name, open: () => bytes('x') }],
      });
      assertWellFormed(raw, text);
      const parsed = await simpleParser(raw);
      assert.equal(parsed.subject, text, 'mailparser subject');
      assert.equal(parsed.from?.value[0]?.name, text, 'mailparser name');
      const postal = await PostalMime.parse(raw);
      assert.equal(postal.subject, text, 'postal-mime subject');
      assert.equal(postal.from?.name, text, 'postal-mime name');
      const own = readMessage(bytesSource(raw));
      assert.deepEqual([own.subject, own.from[0]?.name, own.attachments[0]?.name], [text, text, name], 'our parser');
      // Both decode what looks like an encoded word even in a parameter of RFC 2231, where it is literal.
      if (name.startsWith('=?')) continue;
      assert.equal(parsed.attachments[0]?.filename, name, 'mailparser file name');
      assert.equal(postal.attachments[0]?.filename, name, 'postal-mime file name');
    }
  });

  test('E06 a line break in a header is refused, not cleaned up', async () => {
    await assert.rejects(written({ subject: 'a\r\nBcc: eve@example.test' }), { code: 'draft.badHeaderValue' });
    await assert.rejects(written({ to: [{ name: '', address: 'a@x.test\nBcc: b@x.test' }] }), {
      code: 'draft.badHeaderValue',
    });
    await assert.rejects(written({ extraHeaders: [['x-tag', 'a\0b']] }), { code: 'draft.badHeaderValue' });
  });

  test('E04 text, HTML, an inline picture and an attachment make mixed(alternative(text, related(html, picture)), file, message)', async () => {
    const raw = await written({
      subject: 'Tree',
      html: '<p>Hi <img src="cid:pic"></p>',
      parts: [
        { name: 'pic.png', cid: 'pic', open: () => bytes('PNG') },
        { name: 'a.bin', open: () => bytes('data') },
        { name: 'old.eml', contentType: 'message/rfc822', open: () => bytes('Subject: x\r\n\r\nhi\r\n') },
      ],
    });
    assertGolden('compose/tree.txt', raw.toString().replaceAll('\r\n', '\n'));
  });

  test('E04 without HTML or parts there is one text part', async () => {
    const raw = (await written({})).toString();
    assert.match(raw, /Content-Type: text\/plain; charset=utf-8\r\n\r\nHello\r\n$/);
  });

  test('E04 an empty body with one attachment is still a body and an attachment', async () => {
    const parsed = await simpleParser(
      await written({ text: '', parts: [{ name: 'a.bin', open: () => bytes('data') }] }),
    );
    assert.equal(parsed.attachments.length, 1);
    assert.equal(parsed.text?.trim(), '');
  });

  test('E04 long prose is flowed and read back as it was, code and quotes stay', async () => {
    const prose = 'word '.repeat(60).trim();
    const text = `${prose}\n\n\`\`\`\n${'code '.repeat(30)}\n\`\`\`\n> ${prose}\n indented\nFrom here\n-- \nAnn`;
    const raw = await written({ text, flowed: true });
    assert.match(raw.toString(), /Content-Type: text\/plain; charset=utf-8; format=flowed/);
    const postal = await PostalMime.parse(raw);
    assert.ok(postal.text?.includes(prose), 'prose joined again');
    assert.match(raw.toString(), /\r\n--=20\r\nAnn/);
  });

  test('E04 bodies are 7 bits, short lines and CRLF whatever is in them', async () => {
    for (const text of [
      'Grüße',
      '你好'.repeat(500),
      'x'.repeat(5_000),
      'a\rb\nc\r\nd',
      '.\n..\n',
      ' \t\n',
      '\u0000nul',
    ])
      assertWellFormed(await written({ text, html: `<p>${text}</p>` }), JSON.stringify(text.slice(0, 20)));
  });

  test('E05 an attachment is opened when it is written and never held whole', async () => {
    let opened = 0;
    let yielded = 0;
    const message = writeMessage({
      ...base,
      parts: [
        {
          name: 'big.bin',
          async *open() {
            opened += 1;
            for (let index = 0; index < 200; index++) {
              yielded += 1;
              yield Buffer.alloc(64 * 1024);
            }
          },
        },
      ],
    });
    assert.equal(opened, 0, 'nothing is opened before the stream is read');
    const iterator = message[Symbol.asyncIterator]();
    for (let index = 0; index < 8; index++) await iterator.next();
    assert.ok(yielded < 100, `${yielded} of 200 chunks were read ahead`);
    message.destroy();
  });

  test('E05 an attachment that fails while it is read fails the message', async () => {
    const parts = [
      {
        name: 'gone.bin',
        // biome-ignore lint/correctness/useYield: it fails before the first byte.
        async *open(): AsyncGenerator<Uint8Array> {
          throw new Error('gone');
        },
      },
    ];
    await assert.rejects(written({ parts }), /gone/);
  });

  test('E05 an attachment of 0 bytes arrives with 0 bytes', async () => {
    const parsed = await simpleParser(await written({ parts: [{ name: 'empty.txt', open: () => bytes() }] }));
    assert.equal(parsed.attachments[0]?.filename, 'empty.txt');
    assert.equal(parsed.attachments[0]?.size, 0);
  });

  test('E06 an internationalised domain leaves in its ASCII form, a local part beyond ASCII wants SMTPUTF8', async () => {
    const raw = (await written({ to: [{ name: '', address: 'ann@bücher.example' }] })).toString();
    assert.match(raw, /^To: ann@xn--bcher-kva\.example\r$/m);
    assert.equal(needsSmtpUtf8(['ann@bücher.example']), false);
    assert.equal(needsSmtpUtf8(['张伟@qq.com']), true);
  });

  test('E03 two hundred recipients make short lines', async () => {
    const to = Array.from({ length: 200 }, (_, index) => ({
      name: `Name ${index} 张`,
      address: `n${index}@example.test`,
    }));
    const raw = await written({ to });
    assertWellFormed(raw, '200');
    assert.equal((await PostalMime.parse(raw)).to?.length, 200);
  });
});

function assertWellFormed(raw: Buffer, what: string): void {
  const text = raw.toString('latin1');
  assert.doesNotMatch(text, /[^\u0001-\u007f]/, `7 bits: ${what}`);
  assert.doesNotMatch(text, /\r(?!\n)|(?<!\r)\n/, `CRLF only: ${what}`);
  const head = text.slice(0, text.indexOf('\r\n\r\n')).split('\r\n');
  for (const line of text.split('\r\n')) assert.ok(line.length <= 998, `line of ${line.length}: ${what}`);
  for (const line of head) if (line.includes('=?UTF-8')) assert.ok(line.length <= 76, `${line.length}: ${line}`);
  for (const word of text.match(/=\?UTF-8\?[BQ]\?[^?]*\?=/g) ?? []) {
    assert.ok(word.length <= 75, `encoded word of ${word.length}`);
    assertWholeCharacters(word);
  }
}

function assertWholeCharacters(word: string): void {
  const [, , kind, body = ''] = word.split('?');
  const decoded =
    kind === 'B'
      ? Buffer.from(body, 'base64')
      : Buffer.from(
          body
            .replaceAll('_', ' ')
            .replace(/=(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
          'latin1',
        );
  assert.doesNotThrow(() => new TextDecoder('utf-8', { fatal: true }).decode(decoded), `a split character in ${word}`);
}
