import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SmsRecipient, SmsRecord } from '../../../src/protocol/sms.ts';
import { gatewayId, smsId } from '../../../src/protocol/sms.ts';
import { translator } from '../../../src/texts/translator.ts';
import { createFormats } from '../../../src/views/formats.ts';
import { failureOfSms, smsNumberRow, smsRow } from '../../../src/views/smsRows.ts';

const t = translator();
const nowMs = Date.UTC(2026, 10, 21, 12);
const options = { t, formats: createFormats('en', () => nowMs), nowMs };
const refusal = {
  code: 'sms.noCredit',
  retry: 'afterUser',
  data: { gateway: 'Mine', words: '余额不足', code: '4051' },
} as const;
const doubt = { code: 'sms.cut', retry: 'afterUser', data: { host: 'x.test' } } as const;

function number(state: SmsRecipient['state'], failure: SmsRecipient['failure'] = null): SmsRecipient {
  return { number: '+8613800138000', state, gatewayRef: '', failure };
}
function record(change: Partial<SmsRecord>): SmsRecord {
  return {
    ...{
      id: smsId.parse('s1'),
      gateway: gatewayId.parse('ag'),
      gatewayName: 'Mine',
      state: 'sent',
      text: 'Line one\nand two',
    },
    ...{ parts: 2, recipients: [number('sent')], createdAt: nowMs, dueAt: nowMs, finishedAt: nowMs, attempts: 0 },
    ...change,
  };
}

describe('F04 texts in the outbox', () => {
  test('F04 a row says the state first, then whom; everything else is in its tooltip, and spoken', () => {
    const row = smsRow(record({ state: 'failed', recipients: [number('failed', refusal)] }), options);
    assert.deepEqual(
      [row.label, row.description, row.icon],
      ['Line one and two', 'not sent · +8613800138000', 'error'],
    );
    const why = 'Not sent: the account at Mine has no credit: 余额不足 (4051). Top it up there, then retry.';
    assert.deepEqual(row.tooltip, [
      'Line one and two',
      'To: +8613800138000',
      'Through Mine',
      '2 messages for each number',
      'not sent',
      why,
    ]);
    assert.equal(row.spoken, `Text message, Line one and two, not sent, To: +8613800138000, ${why}`);
  });

  test('F04 each state has its words and icon', () => {
    const shown = (change: Partial<SmsRecord>) => {
      const { description, icon } = smsRow(record(change), options);
      return [description.split(' · ')[0], icon];
    };
    assert.deepEqual(shown({ state: 'held', dueAt: nowMs + 4_100 }), ['leaves in 5 s', 'device-mobile']);
    assert.deepEqual(shown({ state: 'queued' }), ['waiting to be sent', 'device-mobile']);
    assert.match(shown({ state: 'queued', attempts: 1, dueAt: nowMs + 60_000 }).join(), /^tries again at /);
    assert.deepEqual(shown({ state: 'sending' }), ['sending', 'sync~spin']);
    assert.deepEqual(shown({ state: 'inDoubt' }), ['maybe sent', 'question']);
    assert.deepEqual(shown({ state: 'cancelled' }), ['cancelled', 'circle-slash']);
    assert.match(shown({}).join(), /^sent /);
  });

  test('F04 of several numbers the doubt is told before the refusal; each has a row of its own', () => {
    const many = record({
      state: 'inDoubt',
      recipients: [number('sent'), number('failed', refusal), number('inDoubt', doubt)],
    });
    assert.equal(failureOfSms(many), doubt);
    assert.equal(smsRow(many, options).description, 'maybe sent · Mine');
    assert.equal(failureOfSms(record({})), null);
    const row = smsNumberRow(number('inDoubt', doubt), t);
    assert.deepEqual([row.label, row.description, row.icon], ['+8613800138000', 'maybe sent', 'question']);
    assert.match(row.spoken, /the connection to x\.test broke/);
  });
});
