import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mailWorld, numbered } from '../support/memoryMails.ts';

describe('J07 RFC 4731 ESEARCH, RFC 5182 SEARCHRES, RFC 5032 WITHIN, our server', () => {
  test('J07 RFC 4731 §3.1 MIN, MAX, ALL and COUNT, of numbers or UIDs; what was not found is left out', async () => {
    const { client } = await mailWorld(numbered(6));
    await client.run('STORE 1 +FLAGS.SILENT (\\Deleted)');
    await client.run('EXPUNGE');
    const [line = ''] = await client.run('UID SEARCH RETURN (MIN MAX ALL COUNT) NOT SUBJECT "Mail 4"');
    assert.match(line, /^\* ESEARCH \(TAG "t\d+"\) UID MIN 2 MAX 6 ALL 2:3,5:6 COUNT 4$/);
    assert.match((await client.run('SEARCH RETURN () 2:3')).join(), /^\* ESEARCH \(TAG "t\d+"\) ALL 2:3,/);
    assert.match((await client.run('SEARCH RETURN (MIN COUNT) FLAGGED')).join(), /^\* ESEARCH \(TAG "t\d+"\) COUNT 0,/);
    assert.match((await client.run('SEARCH RETURN (FOO) ALL')).join(), /^BAD/);
  });

  test('J07 RFC 5182 §2.1 a saved result stands for $, in FETCH, STORE, COPY and SEARCH, until it is overwritten', async () => {
    const { client } = await mailWorld(numbered(5));
    assert.deepEqual(await client.run('SEARCH RETURN (SAVE) OR SUBJECT "Mail 2" SUBJECT "Mail 4"'), ['OK done']);
    assert.deepEqual(await client.run('FETCH $ UID'), ['* 2 FETCH (UID 2)', '* 4 FETCH (UID 4)', 'OK done']);
    assert.deepEqual(await client.run('SEARCH $ SUBJECT "Mail 4"'), ['* SEARCH 4', 'OK done']);
    assert.deepEqual(await client.run('UID SEARCH UID $'), ['* SEARCH 2 4', 'OK done']);
    await client.run('UID STORE $ +FLAGS.SILENT (\\Deleted)');
    assert.deepEqual(await client.run('UID EXPUNGE $'), ['* 2 EXPUNGE', '* 3 EXPUNGE', 'OK done']);
    assert.deepEqual(await client.run('FETCH $ UID'), ['OK done'], 'what went is in it no more');
    assert.match((await client.run('SEARCH RETURN (SAVE MIN COUNT) ALL')).join(), /MIN 1 COUNT 3/);
    assert.match((await client.run('COPY $ Archive')).join(), /COPYUID \d+ 1,3,5 1:3/);
    await client.run('SEARCH RETURN (SAVE MAX) ALL');
    assert.deepEqual(
      await client.run('FETCH $ UID'),
      ['* 3 FETCH (UID 5)', 'OK done'],
      '§2.4 with MAX alone only that',
    );
    assert.match((await client.run('SEARCH RETURN (SAVE) CHARSET X-NONE ALL')).join(), /^NO \[BADCHARSET/);
    assert.deepEqual(await client.run('FETCH $ UID'), ['OK done'], '§2.1 a refusal empties it');
  });

  test('J07 RFC 5032 §3 OLDER and YOUNGER go by the age in seconds', async () => {
    const { client } = await mailWorld([]);
    for (const date of ['01-Jan-2026 03:04:05 +0000', '02-Jan-2026 03:03:05 +0000']) {
      await client.run(`APPEND INBOX "${date}" {14+}\r\nSubject: x\r\n\r\n`);
    }
    assert.deepEqual((await client.run('SEARCH OLDER 3600')).at(-2), '* SEARCH 1');
    assert.deepEqual(await client.run('SEARCH YOUNGER 3600'), ['* SEARCH 2', 'OK done']);
    assert.match((await client.run('SEARCH YOUNGER x')).join(), /^BAD/);
  });
});
