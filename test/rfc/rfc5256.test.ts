import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mailWorld } from '../support/memoryMails.ts';

const dated = (day: number) => `Fri, ${String(day).padStart(2, '0')} Jan 2026 10:00:00 +0000`;

describe('J07 RFC 5256 SORT and THREAD, our server', () => {
  test('J07 §3 SORT by each key, reversed, several keys, equal ones as they stand', async () => {
    const { client } = await mailWorld([
      { subject: 'Re: beta', from: 'Zoe <zoe@x.test>', date: dated(5), body: 'x'.repeat(50) },
      { subject: 'alpha', from: 'amy@x.test', date: dated(9) },
      { subject: '[list] Beta', from: 'bob@x.test', date: dated(1), body: 'x'.repeat(500) },
      { subject: 'alpha', from: 'amy@x.test', date: dated(7) },
    ]);
    const cases: [string, string][] = [
      ['(ARRIVAL)', '1 2 3 4'],
      ['(DATE)', '3 1 4 2'],
      ['(REVERSE DATE)', '2 4 1 3'],
      ['(SUBJECT)', '2 4 1 3'],
      ['(SUBJECT DATE)', '4 2 3 1'],
      ['(FROM REVERSE DATE)', '2 4 3 1'],
      ['(REVERSE SIZE)', '3 1 2 4'],
    ];
    for (const [criteria, expected] of cases) {
      assert.deepEqual(await client.run(`SORT ${criteria} UTF-8 ALL`), [`* SORT ${expected}`, 'OK done'], criteria);
    }
    assert.deepEqual(await client.run('UID SORT (DATE) UTF-8 SUBJECT alpha'), ['* SORT 4 2', 'OK done']);
    assert.match((await client.run('SORT (DATE) X-NONE ALL')).join(), /^NO \[BADCHARSET/);
    assert.match((await client.run('SORT () UTF-8 ALL')).join(), /^BAD/);
  });

  test('J07 RFC 5267 §3 SORT with result options answers by ESEARCH in its order', async () => {
    const { client } = await mailWorld([{ date: dated(5) }, { date: dated(9) }, { date: dated(1) }]);
    const [line = ''] = await client.run('SORT RETURN (ALL COUNT) (DATE) UTF-8 ALL');
    assert.match(line, /^\* ESEARCH \(TAG "t\d+"\) ALL 3,1:2 COUNT 3$/);
  });

  test('J07 §2.2 a mail without a Date counts by when it came', async () => {
    const { client } = await mailWorld(['Subject: none\r\n\r\nx\r\n', { date: dated(1) }, { date: dated(3) }]);
    assert.deepEqual(await client.run('SORT (DATE) UTF-8 ALL'), ['* SORT 2 1 3', 'OK done']);
  });

  test('J07 §3 THREAD=ORDEREDSUBJECT: one list for each base subject, all below its first', async () => {
    const { client } = await mailWorld([
      { subject: 'Plans', date: dated(3) },
      { subject: 'Lunch', date: dated(1) },
      { subject: 'Re: plans', date: dated(4) },
      { subject: 'Fwd: Plans', date: dated(5) },
    ]);
    assert.deepEqual(await client.run('THREAD ORDEREDSUBJECT UTF-8 ALL'), ['* THREAD (2)(1 (3)(4))', 'OK done']);
  });

  test('J07 §3 THREAD=REFERENCES: by ids, with parents that are not here, by subject at the top, never in a circle', async () => {
    const { client } = await mailWorld([
      { subject: 'A', id: 'a@x', date: dated(1) },
      { subject: 'Re: A', id: 'b@x', references: '<a@x>', date: dated(2) },
      { subject: 'Re: A', id: 'c@x', references: '<a@x> <b@x>', date: dated(3) },
      { subject: 'Re: A', id: 'd@x', references: '<a@x>', date: dated(4) },
      { subject: 'Lost one', id: 'e@x', references: '<gone@x>', date: dated(5) },
      { subject: 'Lost two', id: 'f@x', references: '<gone@x>', date: dated(6) },
      { subject: 'Re: A', id: 'g@x', date: dated(7) },
      { subject: 'Circle 1', id: 'h@x', references: '<i@x>', date: dated(8) },
      { subject: 'Circle 2', id: 'i@x', references: '<h@x>', date: dated(9) },
    ]);
    assert.deepEqual(await client.run('UID THREAD REFERENCES UTF-8 ALL'), [
      '* THREAD (1 (2 3)(4)(7))((5)(6))(9 8)',
      'OK done',
    ]);
    assert.deepEqual(await client.run('THREAD REFERENCES UTF-8 SUBJECT nothing'), ['* THREAD', 'OK done']);
    assert.match((await client.run('THREAD FOO UTF-8 ALL')).join(), /^BAD/);
  });
});
