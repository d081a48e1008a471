/** The server numbers a mailbox anew while a person's changes wait: they follow the mails, and what can't be found is told. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { messageArchive } from '../../src/protocol/methods/messageArchive.ts';
import { messageFlag } from '../../src/protocol/methods/messageFlag.ts';
import { messageMove } from '../../src/protocol/methods/messageMove.ts';
import { startProxy } from '../support/proxy.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { dovecotAccount, syncWorld } from '../support/syncWorld.ts';
import { waitFor } from '../support/waitFor.ts';
import { type Dovecot, startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann@example.test', password: 'secret' };

/** A mailbox of which the engine knows the UIDs, on a server that can be reached through a proxy only. */
async function numberedWorld() {
  await using stack = new AsyncDisposableStack();
  const dovecot = stack.use(await startDovecot({ users: [ann] }));
  seedMailbox({ dovecot, address: ann.address, mailbox: 'Work' }, manyMessages({ count: 40 }));
  const proxy = stack.use(await startProxy({ targetPort: dovecot.imapsPort }));
  const world = stack.use(await syncWorld());
  const account = world.addAccount(dovecotAccount(dovecot, ann.address, { port: proxy.port }));
  await world.call(mailboxSync, { account });
  const kept = stack.move();
  return {
    ...{ dovecot, world, account },
    offline() {
      proxy.refuse();
      proxy.cutAll();
    },
    async online() {
      proxy.refuse(false);
      world.context.accountStates.signal('connect', account);
      await waitFor(() => world.context.operations.waiting().length === 0, { what: 'the journal to be empty' });
      await world.call(mailboxSync, { account });
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Every mail gets another UID under another UIDVALIDITY: the mailbox is made anew from its own mails, the oldest last. */
async function renumber(dovecot: Dovecot): Promise<void> {
  const run = (...args: readonly string[]) => dovecot.doveadm(...args);
  await run('mailbox', 'create', '-u', ann.address, 'New');
  for (let uid = 40; uid >= 1; uid -= 13) {
    await run('move', '-u', ann.address, 'New', 'mailbox', 'Work', 'uid', `${Math.max(1, uid - 12)}:${uid}`);
  }
  await run('mailbox', 'delete', '-u', ann.address, 'Work');
  await run('mailbox', 'rename', '-u', ann.address, 'New', 'Work');
  await run('mailbox', 'update', '-u', ann.address, '--uid-validity', '987654321', 'Work');
}

async function idsOnServer(dovecot: Dovecot, mailbox: string, ...flags: readonly string[]): Promise<readonly string[]> {
  const query = ['mailbox', mailbox, ...flags];
  const text = await dovecot.doveadm('-f', 'tab', 'fetch', '-u', ann.address, 'hdr.message-id', ...query);
  return text.trim().split('\n').slice(1).sort();
}

describe('A mailbox numbered anew while changes wait', () => {
  test('B02 another UIDVALIDITY: flags and moves that wait reach the same mails', async () => {
    await using place = await numberedWorld();
    const { world, dovecot } = place;
    const rows = await world.rows('Work');
    place.offline();
    const [flagged, moved, both] = [rows.slice(0, 6), rows.slice(10, 15), rows.slice(20, 24)];
    await world.call(messageFlag, { ids: [...flagged, ...both].map(({ id }) => id), add: ['todo'], remove: [] });
    await world.call(messageArchive, { ids: [...moved, ...both].map(({ id }) => id) });
    await renumber(dovecot);
    await place.online();
    const names = (list: typeof rows) => list.map(({ messageId }) => messageId).sort();
    assert.deepEqual(await idsOnServer(dovecot, 'Archive'), names([...moved, ...both]));
    assert.deepEqual(await idsOnServer(dovecot, 'Work', 'KEYWORD', 'todo'), names(flagged));
    assert.deepEqual(await idsOnServer(dovecot, 'Archive', 'KEYWORD', 'todo'), names(both));
    assert.deepEqual(names(await world.rows('Archive')), names([...moved, ...both]));
    assert.equal((await world.rows('Work')).length, 31);
    assert.equal(world.count('operationRefused'), 0);
  });

  test('B02 another UIDVALIDITY: what cannot be found again is told, the rest is done', async () => {
    await using place = await numberedWorld();
    const { world, dovecot, account } = place;
    const rows = await world.rows('Work');
    const archive = await world.mailbox('Archive');
    place.offline();
    const chosen = rows.slice(0, 5);
    await world.call(messageMove, { ids: chosen.map(({ id }) => id), mailbox: archive.id });
    const gone = chosen[2]?.messageId ?? '';
    await dovecot.doveadm('expunge', '-u', ann.address, 'mailbox', 'Work', 'HEADER', 'message-id', gone);
    await renumber(dovecot);
    await place.online();
    assert.equal((await idsOnServer(dovecot, 'Archive')).length, 4);
    const told = world.events.filter(({ name }) => name === 'operationRefused').map(({ payload }) => payload);
    assert.deepEqual(told, [{ account, kind: 'move', messages: 1, code: 'operation.lost', serverSaid: '' }]);
    assert.deepEqual([(await world.rows('Work')).length, (await world.rows('Archive')).length], [35, 4]);
  });
});
