import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkDelivery, deliveryFields, deliveryOf } from '../../../../src/engine/compose/draftDelivery.ts';
import { parseDraft } from '../../../../src/engine/compose/draftParser.ts';

const read = (headers: string) => parseDraft(`---\nto: a@x.test\n${headers}\n---\n\nHi\n`);
const fields = (headers: string) => deliveryFields(deliveryOf(read(headers)), 'me@x.test');

describe('how a draft is to be delivered', () => {
  test('E13 nothing said: nothing is asked of servers and readers', () => {
    const { sendAt, priority, receipt, notify } = deliveryOf(read('subject: S'));
    assert.deepEqual([sendAt, priority, receipt, notify, fields('subject: S')], ['', 'normal', false, [], []]);
  });

  test('E13 a priority stands in every field that some program reads', () => {
    assert.deepEqual(fields('priority: high'), [
      ['x-priority', '1 (Highest)'],
      ['importance', 'high'],
      ['priority', 'urgent'],
    ]);
    assert.deepEqual(
      fields('优先级: 低').map(([, value]) => value),
      ['5 (Lowest)', 'low', 'non-urgent'],
    );
    assert.deepEqual(fields('importance: normal'), []);
  });

  test('E13 a receipt goes to the sender (RFC 8098 §2.1)', () => {
    assert.deepEqual(fields('receipt: yes'), [['disposition-notification-to', '<me@x.test>']]);
    assert.deepEqual(fields('回执: 是'), [['disposition-notification-to', '<me@x.test>']]);
    assert.deepEqual(fields('receipt: no'), []);
  });

  test('E13 reports asked for, in the words of RFC 3461 §4.1', () => {
    assert.deepEqual(deliveryOf(read('dsn: failure, success')).notify, ['success', 'failure']);
    assert.deepEqual(deliveryOf(read('dsn: yes')).notify, ['success', 'failure', 'delay']);
    assert.deepEqual(deliveryOf(read('dsn: NEVER')).notify, ['never']);
  });

  test('F06 a time in words is told where it is none, and may have passed', () => {
    for (const value of ['tomorrow 9:00', '明天上午9点', '2020-01-01 09:00', 'in 2 hours'])
      assert.deepEqual(checkDelivery(read(`send-at: ${value}`)), [], value);
    assert.equal(checkDelivery(read('定时: whenever'))[0]?.code, 'draft.badSendAt');
  });
});
