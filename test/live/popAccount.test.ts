/** Accounts of kind POP3 in the engine, against our own server in this process, with a line that breaks where the test wants it. */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { batchUndo } from '../../src/protocol/methods/batchUndo.ts';
import { mailboxCreate } from '../../src/protocol/methods/mailboxCreate.ts';
import { mailboxDelete } from '../../src/protocol/methods/mailboxDelete.ts';
import { mailboxRename } from '../../src/protocol/methods/mailboxRename.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { messageCopy } from '../../src/protocol/methods/messageCopy.ts';
import { messageDelete } from '../../src/protocol/methods/messageDelete.ts';
import { messageFlag } from '../../src/protocol/methods/messageFlag.ts';
import { messageMove } from '../../src/protocol/methods/messageMove.ts';
import { messageSearch } from '../../src/protocol/methods/messageSearch.ts';
import type { AccountConfig } from '../../src/protocol/records.ts';
import { message } from '../support/message.ts';
import { type PopServer, startPopServer } from '../support/popServer.ts';
import { startProxy } from '../support/proxy.ts';
import { type SyncWorld, syncWorld } from '../support/syncWorld.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { waitFor } from '../support/waitFor.ts';

const address = 'ann@example.test';

function mail(number: number): Uint8Array {
  return message({
    subject: `Mail ${number}`,
    messageId: `<mail-${number}@example.test>`,
    date: new Date(Date.UTC(2026, 0, 1, 0, number)),
    text: `.dot first\nwalrus ${number}\n`,
  });
}

function mails(from: number, to: number): Uint8Array[] {
  return Array.from({ length: to - from + 1 }, (_, at) => mail(from + at));
}

function accountAt(port: number, more: Partial<NonNullable<AccountConfig['pop3']>> = {}): AccountConfig {
  return {
    ...{ address, name: 'Ann', auth: 'password' },
    pop3: { host: '127.0.0.1', port, security: 'none', ...more },
  };
}

/** The subjects shown in a mailbox, in their order. */
async function subjects(world: SyncWorld, path = 'INBOX'): Promise<string[]> {
  return (await world.rows(path)).map(({ subject }) => subject).sort();
}

function named(...numbers: readonly number[]): string[] {
  return numbers.map((number) => `Mail ${number}`).sort();
}

function onServer(server: PopServer): string[] {
  return server
    .inbox()
    .map((bytes) => /^Subject: (.*)\r$/m.exec(bytes.toString('latin1'))?.[1] ?? '')
    .sort();
}

/** A world with the account, once it was online. */
async function online(server: PopServer, options: Parameters<typeof syncWorld>[0] = {}, more = {}) {
  const world = await syncWorld(options);
  const account = world.addAccount(accountAt(server.port, more));
  await world.online(account);
  return { world, account };
}

describe('B04 an account of kind POP3', () => {
  test('fetched twice, also by another engine and without cache.db: no mail twice, every id lasts, every byte is there', async () => {
    await using server = await startPopServer();
    await using folder = await tempFolder('pop');
    await server.deliver(...mails(1, 250));
    const profile = join(folder.path, 'p');
    const ids: string[] = [];
    {
      const { world, account } = await online(server, { folder: profile });
      await using _ = world;
      assert.deepEqual(await subjects(world), named(...Array.from({ length: 250 }, (_, at) => at + 1)));
      assert.equal(world.count('newMail'), 0, 'what was there before is no news');
      await server.deliver(mail(251));
      assert.deepEqual((await world.call(mailboxSync, { account })).messages, 251);
      assert.deepEqual((await world.call(mailboxSync, { account })).messages, 251);
      assert.equal(world.count('newMail'), 1);
      ids.push(...(await world.rows('INBOX')).map(({ id }) => id));
    }
    for (const name of ['cache.db', 'cache.db-wal', 'cache.db-shm', 'cache.db.closed'])
      await rm(join(profile, name), { force: true });
    await using world = await syncWorld({ folder: profile });
    const [account] = world.context.accounts.all();
    assert.ok(account);
    await world.online(account.id);
    assert.deepEqual((await world.rows('INBOX')).map(({ id }) => id).sort(), ids.sort());
    const signal = new AbortController().signal;
    const [row] = (await world.rows('INBOX')).filter(({ subject }) => subject === 'Mail 7');
    assert.ok(row);
    const body = await world.context.messageSources.source(row.id, { signal });
    assert.ok('bytes' in body);
    assert.deepEqual(Buffer.from(body.bytes), Buffer.from(mail(7)));
    assert.equal(server.said.filter((line) => /^client: RETR/.test(line)).length, 251);
  });

  test('mail stays on the server for the days that are set, and only what is older goes', async () => {
    let passed = 0;
    const clock: Clock = { now: () => systemClock.now() + passed, after: systemClock.after };
    await using server = await startPopServer();
    await server.deliver(...mails(1, 2));
    const { world, account } = await online(server, { clock }, { deleteAfterDays: 3 });
    await using _ = world;
    passed = 2 * 86_400_000;
    await server.deliver(mail(3));
    await world.call(mailboxSync, { account });
    assert.deepEqual(onServer(server), named(1, 2, 3));
    passed = 3 * 86_400_000 + 60_000;
    await world.call(mailboxSync, { account });
    assert.deepEqual(onServer(server), named(3));
    passed = 6 * 86_400_000;
    await world.call(mailboxSync, { account });
    assert.deepEqual(onServer(server), []);
    assert.deepEqual(await subjects(world), named(1, 2, 3));
  });

  test('what is deleted here goes from the server, copies of it aside; what was told to stay stays', async () => {
    await using server = await startPopServer();
    await server.deliver(...mails(1, 3));
    const { world, account } = await online(server);
    await using _ = world;
    const rows = await world.rows('INBOX');
    const idOf = (number: number) => rows.find(({ subject }) => subject === `Mail ${number}`)?.id ?? assert.fail();
    const archive = (await world.mailbox('Archive')).id;
    await world.call(messageCopy, { ids: [idOf(1)], mailbox: archive, wait: true });
    await world.call(messageDelete, { ids: [idOf(1)], wait: true });
    await world.call(messageMove, { ids: [idOf(2)], mailbox: archive, wait: true });
    await world.call(mailboxSync, { account });
    assert.deepEqual(onServer(server), named(2, 3));
    assert.deepEqual(await subjects(world, 'Archive'), named(1, 2));
    assert.deepEqual(await subjects(world, 'Trash'), named(1));
    await using other = await startPopServer();
    await other.deliver(mail(4));
    const kept = await online(other, {}, { deleteWhenDeletedHere: false });
    await using _kept = kept.world;
    const [row] = await kept.world.rows('INBOX');
    await kept.world.call(messageDelete, { ids: [row?.id ?? assert.fail()], wait: true });
    await kept.world.call(mailboxSync, { account: kept.account });
    assert.deepEqual(onServer(other), named(4));
    assert.deepEqual(await subjects(kept.world), []);
  });

  test('without leaving a copy the server is empty once all is here, and deleted for good here it does not come back', async () => {
    await using server = await startPopServer();
    await server.deliver(...mails(1, 120));
    const { world, account } = await online(server, {}, { leaveOnServer: false });
    await using _ = world;
    assert.deepEqual(onServer(server), []);
    const ids = (await world.rows('INBOX')).map(({ id }) => id);
    await world.call(messageDelete, { ids, wait: true });
    const inTrash = (await world.rows('Trash')).map(({ id }) => id);
    assert.equal(inTrash.length, 120);
    await world.call(messageDelete, { ids: inTrash, wait: true });
    await world.call(mailboxSync, { account });
    assert.deepEqual([await subjects(world), await subjects(world, 'Trash')], [[], []]);
  });

  test('a line that is lost at any reply deletes nothing before QUIT, loses nothing and brings nothing twice', async () => {
    await using server = await startPopServer();
    const more = { leaveOnServer: false };
    // How many bytes the server says in such a session, and where its lines end.
    const whole = await startProxy({ targetPort: server.port });
    await server.deliver(...mails(1, 3));
    {
      const world = await syncWorld();
      await using _ = world;
      await world.online(world.addAccount(accountAt(whole.port, more)));
    }
    const reference = whole.connections[0]?.sent('server').toString('latin1') ?? '';
    await whole[Symbol.asyncDispose]();
    assert.match(reference, /bye\r\n$/);
    const beforeQuit = reference.lastIndexOf('+OK bye');
    const cuts = [...reference.matchAll(/^(\+OK|\.\r)/gm)].flatMap(({ index }) => [index, index + 2]);
    assert.ok(cuts.length > 20, String(cuts.length));
    for (const at of cuts) {
      await server.deliver(...mails(1, 3));
      await using proxy = await startProxy({ targetPort: server.port });
      const cut = proxy.rule({ from: 'server', at, act: 'cut', connection: 0 });
      await using world = await syncWorld();
      const account = world.addAccount(accountAt(proxy.port, more));
      await cut.hit;
      proxy.refuse();
      await waitFor(() => server.open === 0, { what: 'the server to see the cut' });
      if (at < beforeQuit) assert.deepEqual(onServer(server), named(1, 2, 3), `cut at byte ${at}`);
      proxy.refuse(false);
      await waitFor(() => world.context.accountStates.get(account).state !== 'connecting', {
        what: 'the cut to be felt',
      });
      await waitFor(
        () =>
          world.call(mailboxSync, { account }).then(
            () => true,
            () => false,
          ),
        { what: 'a session after the cut' },
      );
      assert.deepEqual(await subjects(world), named(1, 2, 3), `cut at byte ${at}`);
      assert.deepEqual(onServer(server), [], `cut at byte ${at}`);
    }
  });

  test('a maildrop that was numbered anew brings no mail twice', async () => {
    await using server = await startPopServer();
    await server.deliver(...mails(1, 5));
    await using proxy = await startProxy({ targetPort: server.port });
    await using world = await syncWorld();
    const account = world.addAccount(accountAt(proxy.port));
    await world.online(account);
    // Every unique id another one, as after a server was replaced.
    const rule = proxy.rule({ from: 'server', at: { text: /\d{9,}\./ }, act: { replace: '777.' }, times: 100 });
    await server.deliver(mail(6));
    await world.call(mailboxSync, { account });
    await world.call(mailboxSync, { account });
    assert.ok(rule.hits >= 12, String(rule.hits));
    assert.deepEqual(await subjects(world), named(1, 2, 3, 4, 5, 6));
  });

  test('reading, searching, flags, moves, copies, folders and Undo work with the server away', async () => {
    const server = await startPopServer();
    await server.deliver(...mails(1, 4));
    const { world, account } = await online(server);
    await using _ = world;
    await server[Symbol.asyncDispose]();
    await assert.rejects(world.call(mailboxSync, { account }), { code: 'net.refused' });
    assert.equal(world.context.accountStates.get(account).state, 'offline');
    const idOf = async (number: number, path = 'INBOX') =>
      (await world.rows(path)).find(({ subject }) => subject === `Mail ${number}`)?.id ?? assert.fail();
    const first = await idOf(1);
    await world.call(messageFlag, { ids: [first], add: ['\\Flagged'], remove: [], wait: true });
    const { mailbox: work } = await world.call(mailboxCreate, { account, parent: null, name: 'Work', wait: true });
    await world.call(messageMove, { ids: [first], mailbox: work, wait: true });
    const { batch } = await world.call(messageCopy, { ids: [await idOf(2)], mailbox: work, wait: true });
    assert.deepEqual(await subjects(world, 'Work'), named(1, 2));
    await world.call(batchUndo, { batch });
    await waitFor(async () => (await subjects(world, 'Work')).length === 1, { what: 'the copy to go' });
    assert.deepEqual((await world.rows('Work'))[0]?.flags, ['\\Flagged']);
    await world.call(mailboxRename, { mailbox: work, parent: null, name: 'Done', wait: true });
    assert.deepEqual(await subjects(world, 'Done'), named(1));
    const found = await waitFor(
      async () => {
        const { rows, server: answer } = await world.call(messageSearch, { query: 'walrus', limit: 50 });
        return rows.length === 4 && answer;
      },
      { what: 'the text of all four to be found' },
    );
    assert.equal(found, 'searched');
    await world.call(messageMove, {
      ids: [await idOf(1, 'Done')],
      mailbox: (await world.mailbox('INBOX')).id,
      wait: true,
    });
    await world.call(mailboxDelete, { mailbox: work, wait: true });
    await assert.rejects(world.mailbox('Done'), /no mailbox/);
    assert.deepEqual(await subjects(world), named(1, 2, 3, 4));
    // The old id still names the message, wherever it went.
    assert.equal(world.context.messageSources.find(first).row.subject, 'Mail 1');
  });

  test('what waits is done once, though the engine ends between the two databases', async () => {
    await using server = await startPopServer();
    await using folder = await tempFolder('pop');
    await server.deliver(...mails(1, 2));
    const profile = join(folder.path, 'p');
    {
      const { world } = await online(server, { folder: profile });
      await using _ = world;
      const archive = (await world.mailbox('Archive')).id;
      const ids = (await world.rows('INBOX')).map(({ id }) => id);
      // The journal does not hear how it ended, as when the process dies right after mail.db was written.
      world.context.operations.settleAll = world.context.operations.settleCopy = () => {
        throw new Error('the engine ended');
      };
      await world.call(messageCopy, { ids, mailbox: archive });
      await waitFor(() => world.context.localMail.countOf(world.context.accounts.all()[0]?.id ?? assert.fail()) === 4, {
        what: 'the copies to be in mail.db',
      });
    }
    await using world = await syncWorld({ folder: profile });
    await waitFor(() => world.context.operations.waiting().length === 0, { what: 'nothing to wait' });
    const [account] = world.context.accounts.all();
    await world.online(account?.id ?? assert.fail());
    assert.deepEqual(await subjects(world, 'Archive'), named(1, 2));
    assert.deepEqual(await subjects(world), named(1, 2));
  });

  test('a damaged mail.db is told and left as it is; other accounts go on', async () => {
    await using server = await startPopServer();
    await using folder = await tempFolder('pop');
    const profile = join(folder.path, 'p');
    {
      const { world } = await online(server, { folder: profile });
      await using _ = world;
    }
    const garbage = Buffer.alloc(40_000, 'no database ');
    await writeFile(join(profile, 'mail.db'), garbage);
    await using world = await syncWorld({ folder: profile });
    const [account] = world.context.accounts.all();
    assert.ok(account);
    assert.equal(world.context.accountStates.get(account.id).failure?.code, 'store.damaged');
    await assert.rejects(world.call(mailboxSync, { account: account.id }), { code: 'store.damaged' });
    assert.deepEqual(await readFile(join(profile, 'mail.db')), garbage);
  });

  test('an account that goes takes its mail along; a wrong password and a maildrop in use are told', async () => {
    await using server = await startPopServer();
    await server.deliver(mail(1));
    const { world, account } = await online(server);
    await using _ = world;
    world.context.accounts.remove(account);
    world.context.accountStates.signal('removed', account);
    await waitFor(() => world.context.localMail.accounts().length === 0, { what: 'its mail to go' });
    await using wrong = await syncWorld({ password: 'not it' });
    const refused = wrong.addAccount(accountAt(server.port));
    await waitFor(() => wrong.context.accountStates.get(refused).failure?.code === 'auth.refused');
    assert.equal(wrong.context.accountStates.get(refused).state, 'needsSignIn');
    await assert.rejects(wrong.rows('INBOX'), { code: 'account.offline' });
    await using busy = await startProxy({ targetPort: server.port });
    busy.rule({ from: 'server', at: { text: '+OK 1 messages' }, act: { replace: '-ERR [IN-USE] busy' }, times: 9 });
    await using other = await syncWorld();
    const inUse = other.addAccount(accountAt(busy.port));
    await waitFor(() => other.context.accountStates.get(inUse).failure?.code === 'mailbox.inUse');
    assert.equal(other.context.accountStates.get(inUse).state, 'offline');
  });

  test('A04 TLS: from the first byte and by STLS; a stranger’s certificate and a server without STLS get no password', async () => {
    await using server = await startPopServer();
    await using folder = await tempFolder('pop');
    const ca = join(folder.path, 'ca.pem');
    await writeFile(ca, server.ca);
    await server.deliver(mail(1));
    for (const pop3 of [
      { host: '127.0.0.1', port: server.securePort, security: 'tls' },
      { host: '127.0.0.1', port: server.port, security: 'starttls' },
    ] as const) {
      await using world = await syncWorld();
      await world.online(world.addAccount({ ...accountAt(0), pop3, ca }));
      assert.deepEqual(await subjects(world), named(1));
    }
    const before = server.said.length;
    await using stranger = await syncWorld();
    const untrusted = stranger.addAccount(accountAt(server.port, { security: 'starttls' }));
    await waitFor(() => stranger.context.accountStates.get(untrusted).failure?.code.startsWith('net.certificate'));
    await using proxy = await startProxy({ targetPort: server.port });
    proxy.rule({ from: 'server', at: { text: '+OK begin TLS' }, act: { replace: '-ERR no TLS' }, times: 9 });
    await using downgraded = await syncWorld();
    const plain = downgraded.addAccount({ ...accountAt(proxy.port, { security: 'starttls' }), ca });
    await waitFor(() => downgraded.context.accountStates.get(plain).failure?.code === 'net.startTlsMissing');
    assert.equal(
      server.said.slice(before).some((line) => /USER|PASS|AUTH/.test(line)),
      false,
    );
  });
});
