import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { simpleParser } from 'mailparser';
import { toSevenBit } from '../../../../src/mail/mime/sevenBit.ts';
import { type OutgoingMessage, type OutgoingPart, writeMessage } from '../../../../src/mail/mime/write.ts';

const base: OutgoingMessage = {
  from: { name: 'Ann', address: 'ann@example.test' },
  to: [{ name: '', address: 'bob@example.test' }],
  cc: [],
  replyTo: [],
  subject: 'Fwd: 你好',
  date: Date.UTC(2026, 0, 5, 9, 30),
  messageId: '<m1@example.test>',
  inReplyTo: [],
  references: [],
  extraHeaders: [],
  text: 'See below\n',
  html: '<p>See below</p>',
  flowed: false,
  parts: [],
  boundary: 'b0undary',
};

const part = (name: string, content: Uint8Array, more: Partial<OutgoingPart> = {}): OutgoingPart => ({
  name,
  open: async function* () {
    yield content;
  },
  ...more,
});
const enclosed = (name: string, content: string): OutgoingPart =>
  part(name, Buffer.from(content), { contentType: 'message/rfc822' });

async function written(parts: readonly OutgoingPart[]): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of writeMessage({ ...base, parts })) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** As it comes out when it goes in by pieces of `size` octets. */
async function sevenBit(raw: Buffer, size: number): Promise<Buffer> {
  async function* pieces() {
    for (let at = 0; at < raw.length; at += size) yield raw.subarray(at, at + size);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of toSevenBit(pieces())) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const letter = `From: 张伟 <zw@example.test>\r\nSubject: raw\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${'你好 '.repeat(60)}\r\n--=_not ours\r\n.\r\n`;

describe('messages for servers without 8BITMIME', () => {
  for (const size of [1, 7, 1_000, 1_000_000]) {
    test(`RFC 6152 §3 by pieces of ${size}: 7 bits, short lines, and every file opens to the same bytes`, async () => {
      const mails = [letter, 'x', 'é'.repeat(57), `${'é'.repeat(57)}\r\n`, 'no end of line: ü', '\r\n\r\nü\r\n\r\n'];
      const raw = await written([
        part('a.bin', Buffer.from([0, 255, 10, 13])),
        ...mails.map((text, index) => enclosed(`${index}.eml`, text)),
        part('z.txt', Buffer.from('end')),
      ]);
      assert.ok(raw.some((byte) => byte > 127));
      const out = await sevenBit(raw, size);
      assert.ok(out.every((byte) => byte < 128));
      for (const line of out.toString('latin1').split('\r\n')) assert.ok(line.length <= 998);
      const { attachments, subject, text, messageId } = await simpleParser(out);
      assert.deepEqual([subject, text?.trim(), messageId], [base.subject, 'See below', base.messageId]);
      const found = new Map(attachments.map(({ filename, content }) => [filename, content]));
      assert.equal(found.size, mails.length + 2);
      assert.deepEqual(found.get('a.bin'), Buffer.from([0, 255, 10, 13]));
      assert.equal(found.get('z.txt')?.toString(), 'end');
      const before = new Map((await simpleParser(raw)).attachments.map(({ filename, content }) => [filename, content]));
      for (const [index, mail] of mails.entries()) {
        const name = `${index}.eml`;
        if (mail.endsWith('\r\n')) assert.equal(found.get(name)?.toString(), mail, JSON.stringify(mail));
        else assert.deepEqual(found.get(name), before.get(name), JSON.stringify(mail)); // As it was written: with an end.
      }
    });
  }

  test('a message without enclosed ones stays to the last octet', async () => {
    for (const parts of [
      [],
      [
        part('a.bin', Buffer.from([0, 255])),
        part('b.eml', Buffer.from(letter), { contentType: 'application/octet-stream' }),
      ],
    ]) {
      const raw = await written(parts);
      assert.deepEqual(await sevenBit(raw, 100), raw);
    }
  });
});
