/** New mail from a real Dovecot, and lines that break. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accountConnect } from '../../src/protocol/methods/accountConnect.ts';
import { mailboxList } from '../../src/protocol/methods/mailboxList.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { mailboxWatch } from '../../src/protocol/methods/mailboxWatch.ts';
import { message } from '../support/message.ts';
import { startProxy } from '../support/proxy.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { dovecotAccount, type SyncWorld, syncWorld } from '../support/syncWorld.ts';
import { waitFor } from '../support/waitFor.ts';
import { type Dovecot, hideCapabilities, startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann@example.test', password: 'secret' };

function announced(world: SyncWorld): readonly string[] {
  return world.events.flatMap(({ name, payload }) =>
    name === 'newMail' &&
    typeof payload === 'object' &&
    payload !== null &&
    'messages' in payload &&
    Array.isArray(payload.messages)
      ? payload.messages.map(String)
      : [],
  );
}

async function deliver(dovecot: Dovecot, subject: string): Promise<void> {
  await dovecot.deliver(ann.address, message({ subject, date: new Date() }));
}

describe('New mail', () => {
  test('B03 is listed and announced once, by IDLE', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 20 }));
    await using world = await syncWorld();
    const account = world.addAccount(dovecotAccount(dovecot, ann.address));
    await world.call(mailboxSync, { account });
    await deliver(dovecot, 'Hot off the wire');
    await waitFor(() => announced(world).length > 0, { what: 'the announcement' });
    const [newest] = await world.rows('INBOX');
    assert.equal(newest?.subject, 'Hot off the wire');
    assert.deepEqual(announced(world), [newest?.id]);
    assert.equal((await world.mailbox('INBOX')).unread, 3);
    await world.call(mailboxSync, { account });
    assert.equal(announced(world).length, 1);
  });

  test('B03 in the mailbox that is shown is listed by IDLE too, and flags set elsewhere follow', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address, mailbox: 'Work' }, manyMessages({ count: 20 }));
    await using world = await syncWorld();
    const account = world.addAccount(dovecotAccount(dovecot, ann.address));
    await world.call(mailboxSync, { account });
    const { id } = await world.mailbox('Work');
    await world.call(mailboxWatch, { mailbox: id });
    await dovecot.doveadm('flags', 'add', '-u', ann.address, '\\Flagged', 'mailbox', 'Work', 'uid', '20');
    await waitFor(async () => (await world.rows('Work'))[0]?.flags.includes('\\Flagged'), { what: 'the flag' });
    await dovecot.doveadm('expunge', '-u', ann.address, 'mailbox', 'Work', 'uid', '1:5');
    await waitFor(async () => (await world.rows('Work')).length === 15, { what: 'the removal' });
    assert.equal(world.count('newMail'), 0);
  });

  test('B03 the line cut ten times: it resumes, no mail is announced twice, and attempts stay few', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 50 }));
    await using proxy = await startProxy({ targetPort: dovecot.imapsPort });
    await using world = await syncWorld();
    const account = world.addAccount(dovecotAccount(dovecot, ann.address, { port: proxy.port }));
    await world.call(mailboxSync, { account });
    for (let cut = 1; cut <= 10; cut += 1) {
      await world.online(account);
      proxy.cutAll();
      await waitFor(() => world.context.accountStates.get(account).state !== 'online', {
        what: 'the loss to be noticed',
      });
      await deliver(dovecot, `After cut ${cut}`);
      await world.call(accountConnect, { account }); // As a person's click: the back-off is not what this test times.
      await waitFor(() => announced(world).length >= cut, { what: `the mail after cut ${cut}` });
    }
    const rows = await world.rows('INBOX');
    assert.equal(rows.length, 60);
    assert.equal(announced(world).length, 10);
    assert.equal(new Set(announced(world)).size, 10);
    assert.ok(
      proxy.connections.length <= 45,
      `${proxy.connections.length} connections for eleven sessions of at most three`,
    );
  });

  test('B03 a line that breaks between a new mail and the end of the pass: it is announced all the same, once', async () => {
    await using dovecot = await startDovecot({ users: [ann], capability: hideCapabilities('CONDSTORE', 'QRESYNC') });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 20 }));
    await using proxy = await startProxy({ targetPort: dovecot.imapPort });
    await using world = await syncWorld();
    const config = dovecotAccount(dovecot, ann.address);
    const account = world.addAccount({ ...config, imap: { host: 'localhost', port: proxy.port, security: 'none' } });
    await world.call(mailboxSync, { account });
    // The sweep of the flags comes right after the new mail is written.
    const cut = proxy.rule({ from: 'client', at: { text: 'UID FETCH 1:* (UID FLAGS)' }, act: 'cut' });
    await deliver(dovecot, 'Just before the cut');
    await cut.hit;
    await waitFor(() => announced(world).length > 0, { what: 'the announcement' });
    await waitFor(() => proxy.connections.filter(({ open }) => open).length >= 2, { what: 'the next session' });
    await world.online(account);
    await world.call(mailboxSync, { account });
    assert.deepEqual(announced(world), [(await world.rows('INBOX'))[0]?.id]);
  });

  test('B03 a new mail is told to the lists once', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 20 }));
    await using world = await syncWorld();
    const account = world.addAccount(dovecotAccount(dovecot, ann.address));
    await world.call(mailboxSync, { account });
    const { id: mailbox } = await world.mailbox('INBOX');
    await world.call(mailboxSync, { account, mailbox });
    const before = world.count('messagesChanged');
    await deliver(dovecot, 'Told once');
    await world.call(mailboxSync, { account, mailbox });
    await waitFor(() => announced(world).length > 0, { what: 'the announcement' });
    await world.call(mailboxSync, { account, mailbox });
    assert.equal(world.count('messagesChanged') - before, 1);
  });

  test('B03 a server that refuses every connection is asked ever more seldom', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    await using proxy = await startProxy({ targetPort: dovecot.imapsPort });
    const cut = proxy.rule({ from: 'server', at: 0, act: 'cut', times: 1_000 });
    await using world = await syncWorld();
    const account = world.addAccount(dovecotAccount(dovecot, ann.address, { port: proxy.port }));
    await waitFor(() => cut.hits >= 3);
    await waitFor(() => world.context.accountStates.get(account).failure?.code === 'net.closed');
    const began = performance.now();
    await waitFor(() => cut.hits >= 4);
    assert.ok(performance.now() - began > 600);
    assert.ok(cut.hits <= 5);
  });
});

describe('Accounts that do not stay', () => {
  test('an account removed while it syncs leaves nothing behind, and harms no other', async () => {
    await using dovecot = await startDovecot({ users: [ann, { address: 'bob@example.test', password: 'secret' }] });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 6_000 }));
    seedMailbox({ dovecot, address: 'bob@example.test' }, manyMessages({ count: 10 }));
    await using world = await syncWorld();
    const going = world.addAccount(dovecotAccount(dovecot, ann.address));
    const staying = world.addAccount(dovecotAccount(dovecot, 'bob@example.test'));
    const { cache, accounts, accountStates } = world.context;
    const listed = () =>
      Number(
        cache.get('SELECT count(*) AS n FROM message JOIN mailbox ON number = mailbox WHERE account = :going', {
          going,
        })?.['n'],
      );
    await waitFor(() => listed() >= 200);
    accounts.remove(going);
    accountStates.signal('removed', going);
    assert.equal(listed(), 0);
    await world.call(mailboxSync, {});
    assert.equal(listed(), 0);
    const { mailboxes } = await world.call(mailboxList, {});
    assert.ok(mailboxes.length > 0 && mailboxes.every(({ account }) => account === staying));
    assert.equal(world.context.accountStates.get(staying).state, 'online');
  });

  test('a wrong password is told as such, and is not tried again by itself', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    await using proxy = await startProxy({ targetPort: dovecot.imapsPort });
    await using world = await syncWorld({ password: 'not this one' });
    const account = world.addAccount(dovecotAccount(dovecot, ann.address, { port: proxy.port }));
    await waitFor(() => world.context.accountStates.get(account).state === 'needsSignIn');
    assert.equal(world.context.accountStates.get(account).failure?.code, 'auth.refused');
    await assert.rejects(world.call(mailboxSync, { account }), { code: /auth\./ });
    assert.ok(proxy.connections.length <= 2);
  });
});

describe('A mailbox that cannot be opened', () => {
  test('invariant 6: is told as such, and stops no other mailbox', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address, mailbox: 'Locked' }, manyMessages({ count: 5 }));
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 5 }));
    await using proxy = await startProxy({ targetPort: dovecot.imapPort });
    // The name goes out wrong, so the server says that there is no such mailbox.
    proxy.rule({ from: 'client', at: { text: 'SELECT Locked' }, act: { replace: 'SELECT Locket' }, times: 1_000 });
    await using world = await syncWorld();
    const config = dovecotAccount(dovecot, ann.address);
    const account = world.addAccount({ ...config, imap: { host: 'localhost', port: proxy.port, security: 'none' } });
    await world.call(mailboxSync, { account });
    assert.equal((await world.rows('INBOX')).length, 5);
    const locked = await world.mailbox('Locked');
    assert.match(locked.failure?.code ?? '', /^mailbox\./);
    assert.equal(locked.total, 5);
    await assert.rejects(world.rows('Locked'), { code: locked.failure?.code });
    await assert.rejects(world.call(mailboxSync, { account, mailbox: locked.id }), { code: locked.failure?.code });
    await world.call(mailboxWatch, { mailbox: locked.id });
    await deliver(dovecot, 'Still here');
    await waitFor(() => announced(world).length === 1, { what: 'the INBOX to go on' });
    assert.equal(world.context.accountStates.get(account).state, 'online');
  });
});
