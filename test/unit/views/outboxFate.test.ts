import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accountId, type OutboxRecord, outboxId, type RecipientRecord } from '../../../src/protocol/records.ts';
import { createFormats } from '../../../src/views/formats.ts';
import { limitText, outboxIcon, outboxStateText, recipientIcon, recipientText } from '../../../src/views/outboxText.ts';
import { sendingStatus } from '../../../src/views/sendingStatus.ts';
import { english } from './rows.ts';

const nowMs = new Date(2026, 10, 18, 10, 30).getTime();
const words = { t: english, formats: createFormats('en', () => nowMs), nowMs };
const recipient = (change: Partial<RecipientRecord>): RecipientRecord => ({
  ...{ address: 'a@x.test', state: 'accepted', code: 250, reply: '250 ok' },
  ...{ fate: '', fateStatus: '', fateReason: '', fateAt: 0, readAs: '', readAt: 0 },
  ...change,
});
const mail = (change: Partial<OutboxRecord>): OutboxRecord => ({
  ...{ id: outboxId.parse('o1'), account: accountId.parse('a1'), state: 'sent', subject: 'S', messageId: '<1@x>' },
  ...{ size: 10, sentBytes: 10, recipients: [recipient({})], createdAt: nowMs, dueAt: nowMs, sendAt: 0, attempts: 1 },
  ...{ failure: null, sentCopy: 'saved', draft: '' },
  ...change,
});

describe('what the outbox says of a mail', () => {
  test('F07 each recipient: delivered, refused, come back, with reasons', () => {
    const all = [
      recipient({ fate: 'delivered', fateStatus: '2.1.5' }),
      recipient({ state: 'refused', code: 550, reply: '550 No such user' }),
      recipient({ fate: 'bounced', fateReason: '552 5.2.2 Mailbox full' }),
      recipient({ fate: 'delayed' }),
      recipient({}),
    ];
    assert.deepEqual(
      all.map((one) => recipientText(one, words)),
      [
        'delivered · 2.1.5',
        'refused · 550 No such user',
        'came back · 552 5.2.2 Mailbox full',
        'delayed on its way',
        'accepted',
      ],
    );
    assert.deepEqual(all.map(recipientIcon), ['pass-filled', 'error', 'error', 'clock', 'pass']);
    const item = mail({ recipients: all });
    assert.equal(outboxStateText(item, words), 'sent 10:30 · 1 delivered · 1 came back');
    assert.equal(outboxIcon(item), 'mail-reply');
    assert.equal(outboxIcon(mail({})), 'pass');
  });

  test('F01 what could not leave says why it waits, and until when', () => {
    const waits = (code: string, attempts = 1) =>
      outboxStateText(
        mail({ state: 'queued', attempts, dueAt: nowMs + 300_000, failure: { code, retry: 'later', data: {} } }),
        words,
      );
    assert.equal(waits('net.unreachable'), 'no connection · tries again at 10:35');
    assert.equal(waits('send.temporary'), 'tries again at 10:35');
    assert.equal(waits('net.unreachable', 0), 'waiting to be sent');
    const part = [recipient({}), recipient({ state: 'refused', code: 550, reply: 'No' })];
    assert.equal(outboxStateText(mail({ state: 'failed', recipients: part }), words), 'sent to 1 of 2');
  });

  test('F01 a provider’s limit is explained beside its words', () => {
    const held = (serverSaid: string) =>
      limitText(
        english,
        mail({ state: 'queued', failure: { code: 'send.temporary', retry: 'later', data: { serverSaid } } }),
      );
    assert.match(held('421 HL:ICC,163 smtp1'), /only a few connections/);
    assert.match(held('421 4.7.28 unusual rate of unsolicited mail'), /short time/);
    assert.match(held('550 5.4.5 Daily user sending limit exceeded'), /within 24 hours/);
    assert.match(held('452 4.5.3 Too many recipients'), /fewer recipients/);
    assert.match(held('450 4.2.0 Greylisted, try later'), /some minutes/);
    assert.equal(held('451 4.3.0 Try later'), '');
    assert.equal(limitText(english, mail({})), '');
  });

  test('M04 the status bar counts what leaves by itself, with the percent that has left', () => {
    const half = mail({ state: 'sending', size: 1_000, sentBytes: 500 });
    const later = mail({ state: 'held', sendAt: nowMs + 9e8, dueAt: nowMs + 9e8 });
    const asked = mail({ state: 'held', failure: { code: 'send.waitedLong', retry: 'afterUser', data: {} } });
    assert.deepEqual(sendingStatus([half, mail({ state: 'queued', attempts: 0 }), later, asked, mail({})]), {
      ...{ count: 2, percent: 50, icon: 'sync~spin' },
    });
    assert.deepEqual(sendingStatus([later, asked]).count, 0, 'a mail for next week does not turn');
    const waits = mail({ state: 'queued', attempts: 1 });
    assert.deepEqual(sendingStatus([waits]), { count: 1, percent: undefined, icon: 'clock' });
    assert.equal(
      outboxStateText({ ...half, size: 14_000_000, sentBytes: 3_500_000 }, words),
      'sending, 25 % (3.5 MB of 14 MB)',
    );
  });

  test('F06 a time to leave at is said, and one that was missed is asked about', () => {
    const dueAt = nowMs + 3_600_000;
    const waits = mail({ state: 'held', sendAt: dueAt, dueAt });
    assert.equal(outboxStateText(waits, words), 'leaves today 11:30');
    const failure = { code: 'send.missed', retry: 'afterUser' as const, data: {} };
    assert.equal(outboxStateText({ ...waits, failure }, words), 'was to leave today 11:30: send it?');
    assert.equal(outboxStateText(mail({ state: 'held', dueAt: nowMs + 9_000 }), words), 'leaves in 9 s');
  });
});
