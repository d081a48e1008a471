/** Lines that are dead without knowing it, and networks that answer for the mail server. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { accountConnect } from '../../src/protocol/methods/accountConnect.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { message } from '../support/message.ts';
import { startProxy } from '../support/proxy.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { dovecotAccount, syncWorld } from '../support/syncWorld.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { waitFor } from '../support/waitFor.ts';
import { makeCertificates } from './servers/certificates.ts';
import { startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann@example.test', password: 'secret' };

/** Timers come thirty times as fast; `sleepMs` lets the machine sleep: its clock goes on, its timers do not. */
function sleepyClock(): Clock & { sleepMs(ms: number): void } {
  let slept = 0;
  return {
    now: () => systemClock.now() + slept,
    after: (ms, task) => systemClock.after(ms / 30, task),
    sleepMs: (ms) => {
      slept += ms;
    },
  };
}

/** What stands in for the mail server in a café: one answer to whatever comes, then the end. */
async function captive(port: number, tls?: { readonly key: Buffer; readonly cert: Buffer }): Promise<AsyncDisposable> {
  const page = 'HTTP/1.1 302 Found\r\nLocation: http://portal.example.test/login\r\nContent-Length: 0\r\n\r\n';
  const sockets = new Set<Socket>();
  const answer = (socket: Socket) => {
    socket.on('error', () => {}); // The engine is gone already.
    socket.end(page);
  };
  const server = tls ? createTlsServer(tls, answer) : createServer(answer);
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.on('tlsClientError', () => {});
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('A machine that moves', () => {
  test('B03 wakes from sleep: lines that look alive are made anew, and the mail of the night is there', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 10 }));
    await using proxy = await startProxy({ targetPort: dovecot.imapPort });
    const clock = sleepyClock();
    await using world = await syncWorld({ clock });
    const config = dovecotAccount(dovecot, ann.address);
    const account = world.addAccount({ ...config, imap: { host: 'localhost', port: proxy.port, security: 'none' } });
    await world.call(mailboxSync, { account });
    // The old lines swallow all that comes, as a router does that has forgotten them.
    const swallowed = proxy.connections.map(({ index }) =>
      proxy.rule({ from: 'server', at: { text: /\*/, side: 'before' }, act: 'hold', connection: index }),
    );
    await dovecot.deliver(ann.address, message({ subject: 'At night', date: new Date() }));
    const before = proxy.connections.length;
    clock.sleepMs(8 * 3_600_000);
    await waitFor(() => proxy.connections.length > before, { what: 'new lines' });
    await waitFor(async () => (await world.rows('INBOX')).some(({ subject }) => subject === 'At night'));
    await world.online(account);
    for (const rule of swallowed) rule.release();
  });

  for (const kind of ['a page of HTTP', 'TLS of somebody else'] as const) {
    test(`invariant 6: behind a network that answers with ${kind} the list stays, the account says why, and it comes back`, async () => {
      await using dovecot = await startDovecot({ users: [ann] });
      seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 10 }));
      await using folder = await tempFolder('captive');
      const other = await makeCertificates(folder.path, { names: ['DNS:portal.example.test'] });
      const stranger = { key: await readFile(other.key), cert: await readFile(other.certificate) };
      await using world = await syncWorld();
      const proxy = await startProxy({ targetPort: dovecot.imapsPort });
      const { port } = proxy;
      const account = world.addAccount(dovecotAccount(dovecot, ann.address, { port }));
      await world.call(mailboxSync, { account });
      await proxy[Symbol.asyncDispose]();
      const portal = await captive(port, kind === 'a page of HTTP' ? undefined : stranger);
      const failure = () => world.context.accountStates.get(account).failure;
      await world.call(accountConnect, { account });
      await waitFor(() => /^net\.(notTls|notMailServer|cert)/.test(failure()?.code ?? ''), { what: 'the reason' });
      assert.equal((await world.rows('INBOX')).length, 10);
      assert.equal((await world.mailbox('INBOX')).total, 10);
      await assert.rejects(world.call(mailboxSync, { account }), { code: /^net\./ });
      assert.equal((await world.rows('INBOX')).length, 10);
      await portal[Symbol.asyncDispose]();
      await using back = await startProxy({ targetPort: dovecot.imapsPort, port });
      await world.call(accountConnect, { account });
      await world.online(account);
      assert.ok(back.connections.length > 0);
    });
  }
});
