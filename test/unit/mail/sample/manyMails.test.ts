import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { seededRandom } from '../../../../src/base/random.ts';
import { bytesSource } from '../../../../src/mail/mime/byteSource.ts';
import { readMessage } from '../../../../src/mail/mime/read.ts';
import { manyMails } from '../../../../src/mail/sample/manyMails.ts';
import { people } from '../../../../src/mail/sample/people.ts';

function generated(seed: number, count = 600) {
  return [...manyMails({ random: seededRandom(seed), count, owner: people.alex })];
}

function digest(mails: ReturnType<typeof generated>): string {
  const hash = createHash('sha256');
  for (const { bytes, mailbox, flags, internalDate } of mails)
    hash.update(bytes).update(JSON.stringify([mailbox, flags, internalDate]));
  return hash.digest('hex');
}

describe('thousands of generated mails', () => {
  test('L13 the same seed gives the same bytes, another seed others', () => {
    assert.equal(digest(generated(7)), digest(generated(7)));
    assert.notEqual(digest(generated(7)), digest(generated(8)));
  });

  test('L13 they are conversations, in many charsets, some with files, and each can be read', () => {
    const mails = generated(7);
    assert.equal(mails.length, 600);
    const ids = new Set<string>();
    const charsets = new Map<string, number>();
    let [answers, files, html] = [0, 0, 0];
    for (const { bytes, internalDate } of mails) {
      const mail = readMessage(bytesSource(bytes));
      assert.deepEqual([...mail.defects], [], Buffer.from(bytes).toString('latin1').slice(0, 2_000));
      const text = mail.blocks.map((block) => `${block.text ?? ''}${block.html ?? ''}`).join('');
      assert.ok(text.length > 20 && !text.includes('\ufffd'), text);
      assert.ok(mail.subject !== '' && !/[{}\ufffd]|=\?/.test(mail.subject), mail.subject);
      assert.equal(mail.date, internalDate);
      if (mail.references.length > 0) {
        answers++;
        assert.ok(
          mail.references.every((id) => ids.has(id)),
          'what is answered came before',
        );
      }
      ids.add(mail.messageId);
      if (mail.attachments.length > 0) files++;
      if (mail.blocks.some((block) => block.html !== undefined)) html++;
      for (const [, charset = ''] of Buffer.from(bytes)
        .toString('latin1')
        .matchAll(/charset=([\w-]+)/g))
        charsets.set(charset, (charsets.get(charset) ?? 0) + 1);
    }
    assert.equal(ids.size, 600);
    assert.ok(answers > 150 && files > 40 && html > 100, `${answers} answers, ${files} with files, ${html} with HTML`);
    for (const charset of [
      'utf-8',
      'us-ascii',
      'iso-8859-1',
      'gb18030',
      'shift_jis',
      'euc-jp',
      'koi8-r',
      'windows-1251',
    ])
      assert.ok(charsets.has(charset), `${charset} in ${[...charsets.keys()]}`);
    assert.deepEqual([...new Set(mails.map(({ mailbox }) => mailbox))].sort(), [
      'Archive',
      'INBOX',
      'Lists/harbour',
      'Sent',
    ]);
  });
});
