import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SessionLine } from '../../../src/server/sessions/sessions.ts';
import { literal, memoryWorld } from '../../support/memoryImap.ts';
import { mailWorld, numbered, written } from '../../support/memoryMails.ts';

describe('J03 IMAP sessions as administrators see them', () => {
  test('J03 K09 a session is listed with who signed in, and ends with BYE when it is cut', async () => {
    const { client, sessions } = await mailWorld(numbered(1));
    assert.deepEqual(
      sessions.all().map(({ protocol, user, remoteAddress }) => [protocol, user, remoteAddress]),
      [['imap', 'ann@test', '127.0.0.1']],
    );
    const bye = client.until(/BYE/);
    assert.equal(
      sessions.cut(() => true),
      1,
    );
    assert.match(await bye, /^\* BYE the session was cut/);
    assert.ok(client.closed);
    assert.deepEqual(sessions.all(), []);
  });

  test('J03 K04 what is said is told without passwords and without messages', async () => {
    const world = await memoryWorld();
    const lines: SessionLine[] = [];
    world.sessions.onSaid((line) => lines.push(line));
    const client = await world.connect({ signIn: false });
    await client.run('LOGIN ann@test wrong-secret');
    await client.run(`LOGIN "ann@test" ${literal('wrong-secret')}`);
    await client.run(`AUTHENTICATE PLAIN ${Buffer.from('\0ann@test\0wrong-secret').toString('base64')}`);
    client.say('x AUTHENTICATE PLAIN\r\n');
    await client.until(/\+ /);
    client.say(`${Buffer.from('\0ann@test\0pw').toString('base64')}\r\n`);
    await client.until(/x OK/);
    await client.run(`APPEND INBOX ${literal(written({ body: 'between you and me' }))}`);
    await client.run('SELECT INBOX');
    const told = lines.map(({ by, text }) => `${by}: ${text}`).join('\n');
    assert.match(told, /client: t1 LOGIN \*\*\*/);
    assert.match(told, /server: \* 1 EXISTS/);
    assert.match(told, /client: t4 APPEND INBOX \{\d+\+?\} … \(\d+ bytes\)/);
    for (const secret of ['wrong-secret', 'between you', Buffer.from('\0ann@test\0pw').toString('base64')]) {
      assert.ok(!told.includes(secret), secret);
    }
  });
});

describe('J03 bad input to the IMAP server', () => {
  test('J03 a client that vanishes in APPEND leaves nothing behind', async () => {
    const world = await mailWorld([]);
    const other = await world.connect();
    other.say('a APPEND INBOX {1000+}\r\nSubject: half a ma');
    other.peer.destroy();
    await world.client.run('NOOP');
    assert.deepEqual(await world.client.run('STATUS INBOX (MESSAGES)'), ['* STATUS INBOX (MESSAGES 0)', 'OK done']);
  });

  test('J03 NUL, bare commands, endless tags and a literal that lies about its end are BAD; the session goes on', async () => {
    const { client } = await mailWorld(numbered(1));
    for (const line of ['FETCH 1\0 UID', 'STORE 1 FLAGS (\\Se\0en)', 'FETCH', 'UID', 'LOGIN {2+}\r\nab {3+}\r\ncde']) {
      assert.match((await client.run(line)).at(-1) ?? '', /^BAD/, JSON.stringify(line));
    }
    assert.match((await client.run(`SEARCH TEXT ${literal('a\0b')}`)).at(-1) ?? '', /^(OK|BAD)/);
    client.say('\r\n\r\n \r\n');
    assert.match((await client.run('NOOP')).at(-1) ?? '', /^OK/);
  });

  test('J03 pipelined commands are answered one after another, in their order', async () => {
    const { client } = await mailWorld(numbered(3));
    client.say('a STORE 1 +FLAGS (\\Deleted)\r\nb EXPUNGE\r\nc FETCH 1 UID\r\nd GARBAGE\r\ne NOOP\r\n');
    const heard = await client.until(/^e OK/m);
    assert.deepEqual(heard.match(/^[a-e] \S+/gm), ['a OK', 'b OK', 'c OK', 'd BAD', 'e OK']);
    assert.match(heard, /\* 1 FETCH \(UID 2\)/);
  });

  test('J03 many messages in one APPEND have the room of one', async () => {
    const { client } = await mailWorld([]);
    client.say(`a APPEND INBOX {60000000+}\r\n`);
    for (let piece = 0; piece < 60; piece++) client.say('x'.repeat(1_000_000));
    client.say(' {10000000+}\r\n');
    assert.match(await client.until(/a NO/), /a NO \[TOOBIG\]/);
    assert.ok(client.closed, 'what comes unasked cannot be refused otherwise');
  });
});
