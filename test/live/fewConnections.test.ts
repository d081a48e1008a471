/** Servers that allow only a few connections, and our own limits: nothing is missing, it only takes its turn. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sentMailboxOver } from '../../src/engine/outbox/sentMailbox.ts';
import { AccountConnector } from '../../src/engine/sync/connector.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { mailboxWatch } from '../../src/protocol/methods/mailboxWatch.ts';
import { messageFlag } from '../../src/protocol/methods/messageFlag.ts';
import { messageSource } from '../../src/protocol/methods/messageSource.ts';
import { message } from '../support/message.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { dovecotAccount, type SyncWorld, syncWorld } from '../support/syncWorld.ts';
import { waitFor } from '../support/waitFor.ts';
import { startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann@example.test', password: 'secret' };
const bob = { address: 'bob@example.test', password: 'secret' };

function dovecotFor(connections: number) {
  const extraConfig = `protocol imap {\n  mail_max_userip_connections = ${connections}\n}`;
  return startDovecot({ users: [ann, bob], extraConfig });
}

async function subjects(world: SyncWorld, path: string): Promise<readonly string[]> {
  return (await world.rows(path)).map(({ subject }) => subject).sort();
}

describe('Few connections', () => {
  for (const allowed of [1, 2]) {
    test(`B02 a server that allows ${allowed} per person: everything is listed, read, pushed and changed, and nobody is asked for a password`, async () => {
      await using dovecot = await dovecotFor(allowed);
      seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 3 }));
      seedMailbox({ dovecot, address: ann.address, mailbox: 'Work' }, manyMessages({ count: 2 }));
      await using world = await syncWorld();
      const account = world.addAccount(dovecotAccount(dovecot, ann.address));
      const states = new Set<string>();
      world.context.events.on(() => states.add(world.context.accountStates.get(account).state));
      await world.call(mailboxSync, { account });
      const work = await world.mailbox('Work');
      assert.deepEqual([(await world.rows('INBOX')).length, (await world.rows('Work')).length], [3, 2]);
      const [row] = await world.rows('Work');
      assert.ok(row);
      const { file } = await world.call(messageSource, { id: row.id });
      assert.ok(file);
      await dovecot.deliver(ann.address, message({ subject: 'Pushed' }));
      await waitFor(async () => (await subjects(world, 'INBOX')).includes('Pushed'), { what: 'new mail in the INBOX' });
      await world.call(mailboxWatch, { mailbox: work.id });
      await dovecot.doveadm('flags', 'add', '-u', ann.address, '\\Flagged', 'mailbox', 'Work', 'uid', '2');
      await waitFor(async () => (await world.rows('Work')).some(({ flags }) => flags.includes('\\Flagged')), {
        what: 'a change in the mailbox that is shown',
      });
      await world.call(messageFlag, { ids: [row.id], add: ['\\Seen'], remove: [], wait: true });
      const flags = await dovecot.doveadm(
        'fetch',
        '-u',
        ann.address,
        'flags',
        'mailbox',
        'Work',
        'uid',
        String(row.uid),
      );
      assert.match(flags, /\\Seen/);
      assert.equal(world.context.accountStates.get(account).state, 'online');
      assert.ok(!states.has('needsSignIn') && !states.has('error'), [...states].join(' '));
      const openSent = sentMailboxOver(new AccountConnector(connectorOf(world)), (of, task, options) =>
        world.context.sync.get(of).change(task, options),
      );
      const sent = await openSent(account, { signal: new AbortController().signal });
      assert.equal((await sent?.newer(1))?.length, 0);
      await sent?.append(file, Date.now());
      assert.equal((await sent?.newer(1))?.length, 1);
      await sent?.close();
      assert.match(dovecot.log(), /Maximum number of connections/, 'the limit was reached');
    });
  }

  test('B02 several accounts at once, each within its server’s limit', async () => {
    await using dovecot = await dovecotFor(3);
    for (const { address } of [ann, bob]) seedMailbox({ dovecot, address }, manyMessages({ count: 300 }));
    await using world = await syncWorld();
    const accounts = [ann, bob].map(({ address }) => world.addAccount(dovecotAccount(dovecot, address)));
    await Promise.all(accounts.map((account) => world.call(mailboxSync, { account })));
    const who = await dovecot.doveadm('who');
    assert.ok(!/Maximum number/.test(dovecot.log()), who);
    assert.deepEqual(
      accounts.map((account) => world.context.accountStates.get(account).state),
      ['online', 'online'],
    );
  });

  test('B02 all accounts together: one connection beside the first ones where one is allowed, another once it is given back', async () => {
    await using dovecot = await startDovecot({ users: [ann, bob] });
    await using world = await syncWorld();
    const accounts = [ann, bob].map(({ address }) => world.context.accounts.add(dovecotAccount(dovecot, address)));
    const [one, other] = accounts;
    assert.ok(one && other);
    const connector = new AccountConnector({ ...connectorOf(world), moreMax: 1 });
    const { signal } = new AbortController();
    const more = await connector.open(one, { signal, more: true });
    await assert.rejects(connector.open(other, { signal, more: true }), { code: 'store.tooBusy' });
    const first = await connector.open(other, { signal });
    await more.logout();
    await more.closed;
    const again = await connector.open(other, { signal, more: true });
    await Promise.all([first.logout(), again.logout()]);
  });
});

function connectorOf({ context }: SyncWorld) {
  const { accounts, clock, log, version } = context;
  const secrets = { get: () => Promise.resolve(ann.password), refuse: () => assert.fail('the password is right') };
  return { accounts, clock, log, version, secrets };
}
