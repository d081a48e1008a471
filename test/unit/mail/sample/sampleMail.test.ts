import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { seededRandom } from '../../../../src/base/random.ts';
import { bytesSource } from '../../../../src/mail/mime/byteSource.ts';
import { scanMessage } from '../../../../src/mail/mime/scan.ts';
import { sampleMail } from '../../../../src/mail/sample/sampleMail.ts';

const now = Date.UTC(2026, 10, 21, 9);
const make = (seed: number) => sampleMail({ random: seededRandom(seed), now });

describe('the sample mailbox', () => {
  test('the same seed gives the same bytes, another seed others', () => {
    assert.deepEqual(make(7), make(7));
    assert.notDeepEqual(make(7), make(8));
  });

  test('two people have about 300 mails, the newest minutes old and none from the future', () => {
    const people = make(1);
    assert.deepEqual(
      people.map(({ address }) => address),
      ['alex@mailroom.test', 'sam@mailroom.test'],
    );
    const all = people.flatMap(({ messages }) => messages);
    assert.ok(all.length > 270 && all.length < 330, String(all.length));
    const newest = Math.max(...all.map(({ internalDate }) => internalDate));
    assert.ok(now - newest >= 60_000 && now - newest < 15 * 60_000);
    const mailboxes = new Set(people[0]?.messages.map(({ mailbox }) => mailbox));
    for (const name of ['INBOX', 'Sent', 'Archive', 'Drafts', 'Junk', 'Lists/tideline-dev', '中文'])
      assert.ok(mailboxes.has(name), name);
  });

  test('every mail is sound MIME with CRLF and short lines', () => {
    for (const { bytes } of make(1).flatMap(({ messages }) => messages)) {
      const { root, defects } = scanMessage(bytesSource(bytes));
      assert.deepEqual([...defects], [], Buffer.from(bytes.subarray(0, 300)).toString());
      for (const name of ['From', 'To', 'Date', 'Subject', 'Message-ID'])
        assert.ok(root.fields.some((field) => field.name === name));
      const lines = Buffer.from(bytes).toString('latin1').split('\r\n');
      assert.ok(lines.every((line) => line.length <= 998 && !/[\r\n]/.test(line)));
    }
  });

  test('all that a week has is there: scripts, files, patches, an invitation, bounces, trackers, a liar', () => {
    const text = make(1)
      .flatMap(({ messages }) => messages)
      .map(({ bytes }) => Buffer.from(bytes).toString('latin1'))
      .join('\n');
    for (const sign of [
      'application/pdf',
      'image/png',
      'text/csv',
      'application/zip',
      'text/calendar',
      'delivery-status',
      'List-Id',
      'diff --git',
      'track.weeklyharbour.example',
      'dmarc=fail',
      'cid:sunrise',
    ]) {
      assert.ok(text.includes(sign), sign);
    }
  });
});
