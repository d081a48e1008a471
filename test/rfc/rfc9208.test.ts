import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { messageMaxBytes } from '../../src/server/limits.ts';
import { literal } from '../support/memoryImap.ts';
import { mailWorld, numbered, written } from '../support/memoryMails.ts';

describe('J07 RFC 9208 QUOTA, RFC 7889 APPENDLIMIT, RFC 3502 MULTIAPPEND, our server', () => {
  test('J07 RFC 9208 §4.1 GETQUOTAROOT and GETQUOTA tell what is used and allowed, in units of 1,024', async () => {
    const { client, store } = await mailWorld([{ body: 'x'.repeat(3_000) }]);
    assert.deepEqual(await client.run('GETQUOTAROOT INBOX'), ['* QUOTAROOT "INBOX" ""', '* QUOTA "" ()', 'OK done']);
    store.write([], () => store.users.change('ann@test', { quotaBytes: 10_240 }));
    assert.deepEqual(await client.run('GETQUOTA ""'), ['* QUOTA "" (STORAGE 4 10)', 'OK done']);
    assert.match((await client.run('GETQUOTA other')).join(), /^NO/);
    assert.match((await client.run('GETQUOTAROOT nowhere')).join(), /^NO \[NONEXISTENT\]/);
  });

  test('J07 K03 RFC 9208 §4.3.1 APPEND and COPY over the quota are OVERQUOTA and leave nothing; MOVE needs no room', async () => {
    const { client, store } = await mailWorld([{ body: 'x'.repeat(3_000) }]);
    store.write([], () => store.users.change('ann@test', { quotaBytes: 4_000 }));
    assert.match((await client.run('COPY 1 Archive')).join(), /^NO \[OVERQUOTA\]/);
    assert.match(
      (await client.run(`APPEND INBOX ${literal(written({ body: 'x'.repeat(3_000) }))}`)).join(),
      /^NO \[OVERQUOTA\]/,
    );
    assert.deepEqual(await client.run('STATUS INBOX (MESSAGES)'), ['* STATUS INBOX (MESSAGES 1)', 'OK done']);
    assert.match((await client.run('MOVE 1 Archive')).join(), /OK done$/);
    store.write([], () => store.users.change('ann@test', { quotaBytes: 0, mailboxMaxBytes: 50 }));
    assert.match((await client.run(`APPEND INBOX ${literal(written({}))}`)).join(), /^NO \[OVERQUOTA\]/);
  });

  test('J07 RFC 7889 §4 the limit is told, kept to the byte, and refused one past it before the message is sent', async () => {
    const { client } = await mailWorld([]);
    assert.match((await client.run('CAPABILITY')).join(), new RegExp(`APPENDLIMIT=${messageMaxBytes}( |,|$)`));
    assert.deepEqual(
      (await client.run('STATUS INBOX (APPENDLIMIT)'))[0],
      `* STATUS INBOX (APPENDLIMIT ${messageMaxBytes})`,
    );
    client.say(`big APPEND INBOX {${messageMaxBytes}}\r\n`);
    assert.equal(await client.until(/\r\n/), '+ go on\r\n');
    const other = (await mailWorld([])).client;
    assert.match((await other.run(`APPEND INBOX {${messageMaxBytes + 1}}`)).join(), /^NO \[TOOBIG\]/);
    assert.match((await other.run('NOOP')).join(), /^OK/, 'the session goes on');
  });

  test('J07 RFC 3502 §3 several messages in one APPEND come together, or none of them', async () => {
    const { client, store } = await mailWorld(numbered(1));
    const [one, two] = [literal(written({ subject: 'one' })), literal(written({ subject: 'two' }))];
    const lines = await client.run(`APPEND INBOX (\\Seen) ${one} (\\Flagged) "02-Jan-2026 00:00:00 +0000" ${two}`);
    assert.match(lines.at(-1) ?? '', /^OK \[APPENDUID \d+ 2:3\]/);
    assert.deepEqual(await client.run('SEARCH FLAGGED SINCE 2-Jan-2026'), ['* SEARCH 3', 'OK done']);
    store.write([], () => store.users.change('ann@test', { quotaBytes: 1_000 }));
    const large = literal(written({ body: 'x'.repeat(1_000) }));
    assert.match((await client.run(`APPEND INBOX ${one} ${large}`)).join(), /^NO \[OVERQUOTA\]/);
    assert.deepEqual(await client.run('STATUS INBOX (MESSAGES)'), ['* STATUS INBOX (MESSAGES 3)', 'OK done']);
  });
});
