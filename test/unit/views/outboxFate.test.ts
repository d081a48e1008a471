import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accountId, type OutboxRecord, outboxId, type RecipientRecord } from '../../../src/protocol/records.ts';
import { createFormats } from '../../../src/views/formats.ts';
import { outboxIcon, outboxStateText, recipientIcon, recipientText } from '../../../src/views/outboxText.ts';
import { english } from './rows.ts';

const nowMs = new Date(2026, 10, 18, 10, 30).getTime();
const words = { t: english, formats: createFormats('en', () => nowMs), nowMs };
const recipient = (change: Partial<RecipientRecord>): RecipientRecord => ({
  ...{ address: 'a@x.test', state: 'accepted', code: 250, reply: '250 ok' },
  ...{ fate: '', fateStatus: '', fateReason: '', fateAt: 0 },
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
      recipient({ state: 'refused', code: 550, reply: 'No such user' }),
      recipient({ fate: 'bounced', fateReason: '552 5.2.2 Mailbox full' }),
      recipient({ fate: 'delayed' }),
      recipient({}),
    ];
    assert.deepEqual(
      all.map((one) => recipientText(english, one)),
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

  test('F06 a time to leave at is said, and one that was missed is asked about', () => {
    const dueAt = nowMs + 3_600_000;
    const waits = mail({ state: 'held', sendAt: dueAt, dueAt });
    assert.equal(outboxStateText(waits, words), 'leaves today 11:30');
    const failure = { code: 'send.missed', retry: 'afterUser' as const, data: {} };
    assert.equal(outboxStateText({ ...waits, failure }, words), 'was to leave today 11:30: send it?');
    assert.equal(outboxStateText(mail({ state: 'held', dueAt: nowMs + 9_000 }), words), 'leaves in 9 s');
  });
});
