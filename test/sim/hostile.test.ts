/** A server that never stops, trickles or falls silent: every bound has a name, and what passes it is a coded error. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isMailError } from '../../src/base/errors.ts';
import { silentLogger } from '../../src/base/log.ts';
import { createImapConnection, type ImapConnection } from '../../src/mail/imap/connection.ts';
import { fetchList } from '../../src/mail/imap/fetchList.ts';
import { commandMaxMs, signInMaxMs } from '../../src/mail/imap/limits.ts';
import { listMailboxes } from '../../src/mail/imap/list.ts';
import { machineTrust } from '../../src/mail/net/endpoint.ts';
import { sessionMaxMs } from '../../src/mail/smtp/limits.ts';
import { message } from '../support/message.ts';
import { startProxy } from '../support/proxy.ts';
import { virtualClock } from '../support/virtualClock.ts';
import { waitFor } from '../support/waitFor.ts';
import { person, startMailServer } from './mailServer.ts';
import { fill, keepShown, steps } from './session.ts';
import { watchSilence } from './silence.ts';
import { startSimWorld } from './simWorld.ts';

/** Right behind a row of the listing. */
const inFetch = { text: /\* 2 FETCH [^\r\n]*\r\n\r\n EMAILID \(M\d+\)\)\r\n/ };
const inList = { text: /\* LIST [^\r\n]*\r\n/ };
const listing = async (connection: ImapConnection) => {
  await connection.select('INBOX');
  await fetchList(connection, { set: '1:*', by: 'uid' }, () => {});
};

const floods: { readonly [words: string]: { at: { text: RegExp }; flood: string; ask: typeof listing } } = {
  'a line that never ends': { at: inFetch, flood: 'x'.repeat(65_536), ask: listing },
  'brackets that never end': { at: inFetch, flood: '('.repeat(65_536), ask: listing },
  'a row that never ends': { at: inFetch, flood: `* 3 FETCH (UID 3 ENVELOPE ("${'x'.repeat(65_536)}`, ask: listing },
  'a literal of four gigabytes': { at: inFetch, flood: '* 3 FETCH (UID 3 BODY[] {4294967295}\r\n', ask: listing },
  'a literal of so many digits': {
    at: inFetch,
    flood: `* 3 FETCH (UID 3 BODY[] {${'9'.repeat(4_000)}}\r\n`,
    ask: listing,
  },
  'untagged words without end': { at: inFetch, flood: '* OK still here\r\n'.repeat(4_000), ask: listing },
  'flags without end': { at: inFetch, flood: '* 2 FETCH (UID 2 FLAGS (\\Seen))\r\n'.repeat(2_000), ask: listing },
  'rows without end': {
    ...{ at: inFetch, ask: listing },
    flood: '* 2 FETCH (UID 2 FLAGS () RFC822.SIZE 1 ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL))\r\n'.repeat(
      1_000,
    ),
  },
  'mailboxes without end': {
    ...{ at: inList, flood: '* LIST () "/" "x"\r\n'.repeat(4_000) },
    ask: async (connection) => void (await listMailboxes(connection)),
  },
};

describe('N05 invariant 8: what a server may say is bounded', () => {
  for (const [words, { at, flood, ask }] of Object.entries(floods)) {
    test(`${words}: net.limit, and the line is closed`, { timeout: 120_000 }, async () => {
      await using line = await oneLine();
      const { connection, proxy } = line;
      await connection.connect();
      const rule = proxy.rule({ from: 'server', at, act: { flood } });
      await assert.rejects(ask(connection), (error) => isMailError(error, 'net.limit'));
      assert.equal(connection.isOpen, false);
      rule.release();
    });
  }
});

describe('N05 invariant 8: how long a server may take is bounded', () => {
  const trickle = { flood: ' ', everyMs: 1 };

  test('a byte now and then while it is asked: net.timeout after commandMaxMs', async () => {
    await using line = await oneLine();
    const { connection, proxy, clock } = line;
    await connection.connect();
    const rule = proxy.rule({ from: 'server', at: inFetch, act: trickle });
    const asked = assert.rejects(listing(connection), (error) => isMailError(error, 'net.timeout'));
    await rule.hit;
    await clock.advance(commandMaxMs - 1);
    assert.ok(connection.isOpen);
    await clock.advance(1);
    await asked;
    assert.equal(connection.isOpen, false);
    rule.release();
  });

  test('a byte now and then while it signs in: net.timeout after signInMaxMs', async () => {
    await using line = await oneLine();
    const { connection, proxy, clock } = line;
    const rule = proxy.rule({ from: 'server', at: { text: /2 OK \[CAPA/ }, act: trickle });
    const connecting = assert.rejects(connection.connect(), (error) => isMailError(error, 'net.timeout'));
    await rule.hit;
    await clock.advance(signInMaxMs);
    await connecting;
    rule.release();
  });

  test('a byte now and then of a listing: the engine leaves the line after commandMaxMs by its own clock, and begins anew', async () => {
    await using world = await startSimWorld({ seed: 1 });
    fill(world);
    const rule = world.lines.imap.rule({ from: 'server', at: inFetch, act: trickle });
    await world.start();
    await world.until(() => rule.hits > 0, 'the listing to begin');
    const lines = () => world.lines.imap.connections.filter(({ open }) => open).length;
    assert.ok(lines() > 0);
    await world.clock.advance(commandMaxMs);
    await waitFor(() => world.engine.failures.has('net.timeout'), { what: 'the reason to be told' });
    rule.release();
    await world.assertHealed();
  });

  test('a byte now and then of an SMTP reply: in doubt after sessionMaxMs, and never sent again by itself', async () => {
    await using world = await startSimWorld({ seed: 1 });
    fill(world);
    await world.start();
    await world.settled();
    const rule = world.lines.smtp.rule({ from: 'server', at: { text: '250 2.0.0 T' }, act: trickle });
    await steps['sent']?.(world);
    await world.until(() => rule.hits > 0, 'the reply to begin');
    await world.clock.advance(sessionMaxMs);
    const state = () => world.engine.context.outbox.list()[0]?.state;
    await waitFor(() => state() === 'inDoubt', { what: 'the doubt' });
    rule.release();
    await world.assertHealed();
  });

  const stalls: { readonly [words: string]: { text: RegExp; line: 'imap' | 'smtp' } } = {
    'before the greeting is over': { text: /\* OK \[CAPA/, line: 'imap' },
    'in the answer to LOGIN': { text: /2 OK \[CAPA/, line: 'imap' },
    'in LIST': { text: /\* LIST/, line: 'imap' },
    'in a row': { text: /\* 7 FETCH \(/, line: 'imap' },
    'after MOVE was done': { text: /\* OK \[COPYUID/, line: 'imap' },
    'in STORE': { text: /\b10 OK/, line: 'imap' },
    'after RCPT': { text: /250 2\.1\.5/, line: 'smtp' },
    'after DATA': { text: /354 /, line: 'smtp' },
    'after the final dot': { text: /250 2\.0\.0 T/, line: 'smtp' },
  };
  for (const [words, { text, line }] of Object.entries(stalls)) {
    test(`silence ${words}: it is left, asked again, and nothing is lost or twice`, async () => {
      using silence = watchSilence();
      await using world = await startSimWorld({ seed: 1 });
      fill(world);
      const rule = world.lines[line].rule({ from: 'server', at: { text, side: 'before' }, act: 'hold' });
      const { port } = world.lines[line];
      // From the moment it stands still, every wait for it is over in no time.
      const end = rule.hit.then(() => waitFor(() => (silence.pass(port) > 0 ? true : undefined)));
      await world.start();
      for (const [name, step] of Object.entries(steps)) {
        await step(world);
        await world.settled();
        if (name === 'listed') keepShown(world);
      }
      await end;
      rule.release();
      assert.equal(rule.hits, 1);
      await world.assertHealed();
    });
  }
});

/** One connection, not yet made, through a proxy to a server with a few mails. */
async function oneLine() {
  await using resources = new AsyncDisposableStack();
  const clock = virtualClock();
  const server = resources.use(await startMailServer(clock.now));
  for (let number = 1; number <= 5; number += 1) server.append('INBOX', message({ subject: `Message ${number}` }));
  const proxy = resources.use(await startProxy({ targetPort: server.port }));
  const connection = createImapConnection({
    endpoint: { host: 'localhost', port: proxy.port, security: 'none' },
    ...{ trust: machineTrust, user: person, secret: 'secret', log: silentLogger, clientVersion: '0.0.0', clock },
  });
  resources.defer(() => connection.close());
  const stack = resources.move();
  return { clock, proxy, connection, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
