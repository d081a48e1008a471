import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { bytesSource } from '../../../../src/mail/mime/byteSource.ts';
import { readDeliveryReport } from '../../../../src/mail/mime/deliveryReport.ts';
import { delayNoticeMs, expiryMs } from '../../../../src/server/relay/limits.ts';
import { relayServer } from '../../../support/relayWorld.ts';
import { tempFolder } from '../../../support/tempFolder.ts';
import { waitFor } from '../../../support/waitFor.ts';

const minute = 60_000;
const to = (port: number, domain = 'b.test') => ({ domain, host: '127.0.0.1', port, security: 'none' }) as const;
/** Nobody listens there: it is reserved for a program that nobody has (tcpmux). */
const deadPort = 1;

/** Takes connections and says nothing. */
async function silentServer() {
  const sockets: Socket[] = [];
  const server = createServer((socket) => void sockets.push(socket.on('error', () => {})));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return { sockets, port, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** Servers of a.test and b.test; a.test knows where b.test is. */
async function pair() {
  const a = await relayServer('a.test');
  const b = await relayServer('b.test', { clock: a.clock });
  const port = await b.listen();
  a.relayTo({ domains: [to(port)] });
  return { a, b, port, [Symbol.asyncDispose]: () => a[Symbol.asyncDispose]().then(() => b[Symbol.asyncDispose]()) };
}

describe('mail to other servers', () => {
  test('J05 a user’s mail reaches several people elsewhere, and those here, with one copy in the queue meanwhile', async () => {
    await using world = await pair();
    const { a, b } = world;
    assert.match(await a.send(['ann@b.test', 'bob@b.test', 'bob@a.test']), /^250 /);
    const [mail = ''] = await waitFor(() => b.inbox('bob').length > 0 && b.inbox('bob'));
    assert.equal(b.inbox('ann').length, 1);
    assert.equal(a.inbox('bob').length, 1);
    assert.match(mail, /^Return-Path: <ann@a\.test>/);
    assert.match(mail, /Received: from mail\.a\.test .*\r\n\tby mail\.b\.test/);
    assert.match(mail, /Received: from client\.test .*\r\n\tby mail\.a\.test/);
    assert.ok(mail.endsWith('Subject: hello\r\n\r\nhi\r\n'));
    await waitFor(() => a.queued().length === 0, { what: 'an empty queue' });
  });

  test('J05 while the other server is down mail waits, longer each time, and goes once it is there again', async () => {
    await using world = await pair();
    const { a, b, port } = world;
    await b.stopListening();
    assert.match(await a.send(['bob@b.test']), /^250 /);
    for (const [attempts, wait] of [1, 5, 15].entries()) {
      const entry = await waitFor(() => a.queue.list({}).entries.find((one) => one.attempts === attempts + 1));
      assert.equal(entry.state, 'deferred');
      assert.equal(entry.nextAttemptAt - a.clock.now(), wait * minute);
      assert.match(entry.reply, /^4\.4\.1 net\.refused 127\.0\.0\.1:/);
      if (wait < 15) await a.clock.advance(wait * minute);
    }
    await b.listen({ port });
    assert.deepEqual(b.inbox('bob'), []);
    await a.clock.advance(15 * minute);
    await waitFor(() => b.inbox('bob').length === 1);
    assert.deepEqual(a.inbox('ann'), [], 'nobody is told of what went well');
  });

  test('J05 where a server is not reached all its mail waits: one attempt, not one for each mail; others go on', async () => {
    await using world = await pair();
    const { a, b, port } = world;
    await using silent = await silentServer();
    a.relayTo({ domains: [to(port), to(silent.port, 'c.test')] });
    await a.send(['x@c.test']);
    await waitFor(() => silent.sockets.length === 1);
    for (let mail = 0; mail < 3; mail++) await a.send(['x@c.test', 'bob@b.test']);
    await waitFor(() => b.inbox('bob').length === 3, { what: 'the mail for another server meanwhile' });
    for (const socket of silent.sockets) socket.destroy();
    const waiting = await waitFor(() => {
      const { entries } = a.queue.list({ search: 'x@c.test', state: 'deferred' });
      return entries.length === 4 && entries.map(({ attempts }) => attempts);
    });
    assert.deepEqual([waiting, silent.sockets.length], [[0, 0, 0, 1], 1]);
  });

  test('J05 a mail to more people than a transaction takes goes in several', async () => {
    await using world = await pair();
    const { a, b } = world;
    b.people.addresses.setCatchAll(b.root, 'b.test', 'bob@b.test');
    const recipients = Array.from({ length: 150 }, (_, index) => `u${index}@b.test`);
    assert.match(await a.send(recipients), /^250 /);
    await waitFor(() => a.queued().length === 0);
    assert.equal(b.inbox('bob').length, 2);
    assert.deepEqual(a.inbox('ann'), []);
  });

  test('J05 who the other server refuses with 550 is named in a report to the sender, with its words and the mail’s header', async () => {
    await using world = await pair();
    const { a, b } = world;
    assert.match(await a.send(['nobody@b.test', 'bob@b.test']), /^250 /);
    const [report = ''] = await waitFor(() => a.inbox('ann').length > 0 && a.inbox('ann'));
    assert.equal(b.inbox('bob').length, 1, 'the others have it');
    assert.match(report, /^Return-Path: <>\r\nFrom: .*<mailer-daemon@mail\.a\.test>/);
    const read = readDeliveryReport(bytesSource(Buffer.from(report)));
    assert.deepEqual(
      read?.recipients.map(({ address, action, status }) => [address, action, status]),
      [['nobody@b.test', 'failed', '5.1.1']],
    );
    assert.match(read?.recipients[0]?.reason ?? '', /^550 5\.1\.1 no such mailbox here/);
    assert.equal(read?.subject, 'hello');
    assert.deepEqual(a.queued(), []);
  });

  test('J05 who waits for four hours is told once; what cannot be delivered in five days goes back', async () => {
    await using world = await pair();
    const { a } = world;
    a.relayTo({ domains: [to(deadPort)] });
    await a.send(['bob@b.test']);
    const sentAt = a.clock.now();
    const toldAt: number[] = [];
    const isOver = () => a.queued().length === 0;
    for (let attempts = 1; !isOver(); attempts++) {
      const next = await waitFor(() => {
        const [entry] = a.queue.list({}).entries;
        return isOver() ? a.clock.now() + 1 : entry?.attempts === attempts && entry.nextAttemptAt;
      });
      while (toldAt.length < a.inbox('ann').length) toldAt.push(a.clock.now() - sentAt);
      if (!isOver()) await a.clock.advance(next - a.clock.now());
    }
    const [delayed = '', failed = ''] = a.inbox('ann');
    assert.deepEqual(
      toldAt.map((at) => at === expiryMs),
      [false, true],
    );
    assert.ok((toldAt[0] ?? 0) >= delayNoticeMs);
    assert.match(delayed, /Action: delayed\r\nStatus: 4\.4\.1\r\n/);
    assert.match(failed, /Action: failed\r\nStatus: 5\.4\.7\r\n/);
    assert.match(failed, /Diagnostic-Code: x-mailroom; 5\.4\.7 not delivered in time; at last: 4\.4\.1 net\.refused/);
  });

  test('J05 the queue goes on after a restart', async () => {
    await using folder = await tempFolder();
    await using b = await relayServer('b.test');
    const path = join(folder.path, 'mail.db');
    {
      await using a = await relayServer('a.test', { path });
      a.relayTo({ domains: [to(deadPort)] });
      await a.send(['bob@b.test']);
    }
    const port = await b.listen();
    await using again = await relayServer('a.test', { path });
    again.relayTo({ domains: [to(port)] });
    assert.deepEqual(again.queued().length, 1);
    again.relay.wake();
    await again.clock.advance(minute);
    await waitFor(() => b.inbox('bob').length === 1);
  });

  test('J05 a mail that is deleted here still leaves, and its bytes go with the last who has it', async () => {
    await using folder = await tempFolder();
    await using b = await relayServer('b.test');
    const path = join(folder.path, 'mail.db');
    {
      await using a = await relayServer('a.test', { path });
      a.relayTo({ domains: [to(deadPort)] });
      await a.send(['bob@b.test', 'bob@a.test']);
      const entry = await waitFor(() => a.queue.list({ state: 'deferred' }).entries[0]);
      const { id } = a.store.mailboxes.get(a.store.users.get('bob@a.test').id, 'INBOX');
      a.store.write([id], () => a.store.messages.expunge(id, a.store.messages.uids(id)));
      a.relayTo({ domains: [to(await b.listen())] });
      a.queue.retry(a.root, entry.id);
      await waitFor(() => b.inbox('bob').length === 1 && a.queued().length === 0);
    }
    const db = new DatabaseSync(path);
    assert.equal(db.prepare('SELECT count(*) AS count FROM content').get()?.['count'], 0);
    db.close();
  });

  test('J05 a report that cannot be delivered makes no other; nor does a mail that wants none', async () => {
    await using world = await pair();
    const { a } = world;
    const client = await a.connect();
    const commands = ['MAIL FROM:<>', 'RCPT TO:<nobody@b.test>'];
    for (const command of commands) assert.match(await client.say(command), /^250 /);
    await client.say('DATA');
    await client.say('Subject: x\r\n\r\n.');
    for (const command of ['MAIL FROM:<ann@a.test>', 'RCPT TO:<no@b.test> NOTIFY=NEVER'])
      assert.match(await client.say(command), /^250 /);
    await client.say('DATA');
    await client.say('Subject: x\r\n\r\n.');
    await waitFor(() => a.queued().length === 0, { what: 'both given up' });
    assert.deepEqual(a.inbox('ann'), []);
  });
});

describe('who may send to other servers', () => {
  test('J05 no open relay: strangers hear 550 5.7.1, whatever sender they name, and users too while it is off', async () => {
    await using world = await pair();
    const { a, b } = world;
    const stranger = await a.connect('');
    assert.match(await stranger.say('MAIL FROM:<ann@a.test>'), /^250 /);
    for (const to of ['bob@b.test', '"bob@b.test"@a.test', 'bob%b.test@a.test', '@a.test:bob@b.test'])
      assert.match(await stranger.say(`RCPT TO:<${to}>`), /^550 5\.(7\.1|1\.1) /, to);
    assert.match(await stranger.say('RCPT TO:<ann@a.test>'), /^250 /);
    assert.match(await a.send(['bob@b.test'], { user: 'ann', from: 'bob@a.test' }), /^550 5\.7\.1 .*not yours/);
    assert.match(await a.send(['bob@b.test'], { from: 'x@elsewhere.test' }), /^550 5\.7\.1 .*not yours/);
    a.relayTo({ anySender: true, domains: [to(deadPort)] });
    assert.match(await a.send(['bob@b.test'], { from: 'x@elsewhere.test' }), /^250 /);
    a.relayTo({ enabled: false });
    assert.match(await a.send(['bob@b.test']), /^550 5\.7\.1 /);
    assert.deepEqual([a.queued().map(([address]) => address), b.inbox('bob')], [['bob@b.test'], []]);
  });

  test('J05 J09 what somebody forwards, and what a group has members elsewhere for, leaves whoever sent it', async () => {
    await using world = await pair();
    const { a, b } = world;
    a.people.addresses.setForwarding(a.root, 'ann@a.test', { to: ['ann@b.test'], keepsCopy: true });
    a.people.addresses.setAlias(a.root, 'all@a.test', ['bob@a.test', 'bob@b.test']);
    assert.match(await a.send(['ann@a.test', 'all@a.test'], { user: '', from: 'x@elsewhere.test' }), /^250 /);
    await waitFor(() => b.inbox('ann').length === 1 && b.inbox('bob').length === 1);
    assert.deepEqual([a.inbox('ann').length, a.inbox('bob').length], [1, 1]);
    assert.match(b.inbox('ann')[0] ?? '', /^Return-Path: <x@elsewhere\.test>/);
  });

  test('J05 J09 the report about a mail that was forwarded goes to its sender elsewhere', async () => {
    await using world = await pair();
    const { a, port } = world;
    await using c = await relayServer('c.test', { clock: a.clock });
    a.relayTo({ domains: [to(port), to(await c.listen(), 'c.test')] });
    a.people.addresses.setForwarding(a.root, 'ann@a.test', { to: ['nobody@b.test'], keepsCopy: false });
    assert.match(await a.send(['ann@a.test'], { user: '', from: 'ann@c.test' }), /^250 /);
    const [report = ''] = await waitFor(() => c.inbox('ann').length > 0 && c.inbox('ann'));
    assert.match(report, /^Return-Path: <>\r\n/);
    assert.match(report, /Final-Recipient: rfc822; nobody@b\.test\r\n/);
    await waitFor(() => a.queued().length === 0);
    assert.deepEqual(a.inbox('ann'), []);
  });

  test('J05 mail that came through a hundred servers is refused with 554 5.4.6', async () => {
    await using world = await pair();
    const { a, b } = world;
    const received = (count: number) => `${'Received: from x by y\r\n'.repeat(count)}Subject: x\r\n\r\n`;
    assert.match(await a.send(['bob@b.test'], { text: received(100) }), /^554 5\.4\.6 /);
    assert.match(await a.send(['bob@b.test'], { text: received(98) }), /^250 /);
    await waitFor(() => b.inbox('bob').length === 1);
  });
});

describe('K08 the queue as administrators see it', () => {
  const root = { name: 'root@a.test', remoteAddress: '' };

  test('K08 held mail stays while others leave; released it goes, too', async () => {
    await using world = await pair();
    const { a, b, port } = world;
    a.relayTo({ domains: [to(deadPort)] });
    await a.send(['ann@b.test', 'bob@b.test']);
    await waitFor(() => a.queued().every(([, state]) => state === 'deferred'));
    const { entries, total } = a.queue.list({ search: 'BOB@', state: 'deferred' });
    assert.equal(total, 1);
    const [held] = entries;
    assert.deepEqual([held?.from, held?.to], ['ann@a.test', 'bob@b.test']);
    a.queue.hold(root, held?.id ?? 0);
    a.relayTo({ domains: [to(port)] });
    await a.clock.advance(60 * minute);
    await waitFor(() => b.inbox('ann').length === 1 && a.queued()[0]?.[1] === 'delivered');
    assert.deepEqual(a.queued(), [
      ['ann@b.test', 'delivered'],
      ['bob@b.test', 'held'],
    ]);
    a.queue.release(root, held?.id ?? 0);
    await waitFor(() => b.inbox('bob').length === 1 && a.queued().length === 0);
  });

  test('K08 retry sends at once', async () => {
    await using world = await pair();
    const { a, b, port } = world;
    a.relayTo({ domains: [to(deadPort)] });
    await a.send(['bob@b.test']);
    const entry = await waitFor(() => a.queue.list({ state: 'deferred' }).entries[0]);
    a.relayTo({ domains: [to(port)] });
    a.queue.retry(root, entry.id);
    await waitFor(() => b.inbox('bob').length === 1, { what: 'the mail, though the clock stands' });
    assert.throws(() => a.queue.retry(root, entry.id), { code: 'server.noSuchThing' });
  });

  test('K08 what is being handed over is neither deleted nor bounced; held meanwhile it stays held', async () => {
    await using a = await relayServer('a.test');
    await using silent = await silentServer();
    const { sockets } = silent;
    a.relayTo({ domains: [to(silent.port)] });
    await a.send(['bob@b.test']);
    await waitFor(() => sockets.length === 1);
    const [entry] = a.queue.list({}).entries;
    const id = entry?.id ?? 0;
    await assert.rejects(a.queue.bounce(root, id), { code: 'server.queueBusy' });
    await assert.rejects(a.queue.remove(root, id, { tells: false }), { code: 'server.queueBusy' });
    a.queue.hold(root, id);
    for (const socket of sockets) socket.destroy();
    await waitFor(() => a.queue.list({}).entries[0]?.attempts === 1);
    assert.deepEqual(a.queued(), [['bob@b.test', 'held']]);
  });

  test('K08 deleting tells the sender if asked, bouncing always; the trail has both', async () => {
    await using world = await pair();
    const { a } = world;
    a.relayTo({ domains: [to(deadPort)] });
    for (const name of ['quiet', 'told', 'bounced']) await a.send([`${name}@b.test`]);
    const all = await waitFor(() => {
      const { entries } = a.queue.list({ state: 'deferred' });
      return entries.length === 3 && entries;
    });
    const idOf = (name: string) => all.find((one) => one.to === `${name}@b.test`)?.id ?? 0;
    await a.queue.remove(root, idOf('quiet'), { tells: false });
    assert.deepEqual(a.inbox('ann'), []);
    await a.queue.remove(root, idOf('told'), { tells: true });
    await a.queue.bounce(root, idOf('bounced'));
    const named = a.inbox('ann').map((report) => /Final-Recipient: rfc822; (.*)@/.exec(report)?.[1]);
    assert.deepEqual(named, ['told', 'bounced']);
    assert.deepEqual(a.queued(), []);
    const actions = a.store.audit.list({ limit: 10 }).map(({ action }) => action);
    assert.deepEqual(actions.filter((action) => action.startsWith('queue.')).sort(), [
      ...['queue.bounce', 'queue.remove', 'queue.remove'],
    ]);
  });
});
