/** What a person does to messages, on a real Dovecot: shown at once, on the server soon, taken back whole. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { batchUndo } from '../../src/protocol/methods/batchUndo.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { messageArchive } from '../../src/protocol/methods/messageArchive.ts';
import { messageDelete } from '../../src/protocol/methods/messageDelete.ts';
import { messageFlag } from '../../src/protocol/methods/messageFlag.ts';
import { messageGet } from '../../src/protocol/methods/messageGet.ts';
import { messageMove } from '../../src/protocol/methods/messageMove.ts';
import type { MessageRow } from '../../src/protocol/records.ts';
import { startProxy } from '../support/proxy.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { dovecotAccount, type SyncWorld, syncWorld } from '../support/syncWorld.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { waitFor } from '../support/waitFor.ts';
import { type Dovecot, hideCapabilities, startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann@example.test', password: 'secret' };

/** Message-ID → mailbox and flags, as the server has them. */
async function onServer(dovecot: Dovecot): Promise<Map<string, string>> {
  const text = await dovecot.doveadm('-f', 'tab', 'fetch', '-u', ann.address, 'mailbox hdr.message-id flags', 'ALL');
  const rows = text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));
  return new Map(rows.map(([mailbox, id = '', flags = '']) => [id, `${mailbox} ${normal(flags.split(' '))}`]));
}

async function inView(world: SyncWorld, paths: readonly string[]): Promise<Map<string, string>> {
  const shown = new Map<string, string>();
  for (const path of paths) {
    for (const { messageId, flags } of await world.rows(path)) shown.set(messageId, `${path} ${normal(flags)}`);
  }
  return shown;
}

function normal(flags: readonly string[]): string {
  return flags
    .filter((flag) => flag !== '' && flag !== '\\Recent')
    .sort()
    .join(' ');
}

function sorted(map: Map<string, string>): readonly (readonly [string, string])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

async function settled(world: SyncWorld): Promise<void> {
  await waitFor(() => world.context.operations.waiting().length === 0, { what: 'the journal to be empty' });
}

const paths = ['INBOX', 'Archive', 'Trash'];

for (const hidden of [[], ['MOVE'], ['MOVE', 'UIDPLUS'], ['UIDPLUS']]) {
  describe(`Actions on a server ${hidden.length > 0 ? `without ${hidden.join(' and ')}` : 'with all extensions'}`, () => {
    test('C03 200 archived, one undo brings all back; server and view are equal each time', async () => {
      await using dovecot = await startDovecot({ users: [ann], capability: hideCapabilities(...hidden) });
      seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 300 }));
      await using world = await syncWorld();
      const account = world.addAccount(dovecotAccount(dovecot, ann.address));
      await world.call(mailboxSync, { account });
      const before = await onServer(dovecot);
      assert.deepEqual(sorted(await inView(world, paths)), sorted(before));
      const chosen = (await world.rows('INBOX')).slice(0, 200).map(({ id }) => id);
      const { batch, moved } = await world.call(messageArchive, { ids: chosen });
      assert.equal(moved, 200);
      assert.deepEqual([(await world.rows('INBOX')).length, (await world.rows('Archive')).length], [100, 200]);
      await settled(world);
      await world.call(mailboxSync, { account });
      assert.deepEqual([(await world.rows('INBOX')).length, (await world.rows('Archive')).length], [100, 200]);
      if (hidden.includes('UIDPLUS') && hidden.includes('MOVE')) return; // The originals stay on the server, marked and hidden.
      assert.deepEqual(sorted(await inView(world, paths)), sorted(await onServer(dovecot)));
      assert.equal((await world.call(batchUndo, { batch })).undone, 200);
      assert.equal((await world.rows('INBOX')).length, 300);
      await settled(world);
      await world.call(mailboxSync, { account });
      assert.deepEqual(sorted(await inView(world, paths)), sorted(before));
      assert.deepEqual(sorted(await onServer(dovecot)), sorted(before));
      assert.equal(world.count('newMail'), 0);
    });
  });
}

describe('Single actions', () => {
  test('C03 flags are shown at once, reach the server, and undo leaves what was there before', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 40, unreadEvery: 4 }));
    await using world = await syncWorld();
    const account = world.addAccount(dovecotAccount(dovecot, ann.address));
    await world.call(mailboxSync, { account });
    const before = await onServer(dovecot);
    const ids = (await world.rows('INBOX')).map(({ id }) => id);
    const { batch } = await world.call(messageFlag, {
      ids,
      add: ['\\Seen', 'todo'],
      remove: ['\\Flagged'],
      wait: true,
    });
    assert.ok(
      (await world.rows('INBOX')).every(
        ({ flags }) => flags.includes('\\Seen') && flags.includes('todo') && !flags.includes('\\Flagged'),
      ),
    );
    assert.equal((await world.mailbox('INBOX')).unread, 0);
    assert.deepEqual(sorted(await inView(world, paths)), sorted(await onServer(dovecot)));
    await world.call(batchUndo, { batch });
    await settled(world);
    assert.deepEqual(sorted(await onServer(dovecot)), sorted(before));
    assert.deepEqual(sorted(await inView(world, paths)), sorted(before));
  });

  test('C03 delete goes to Trash, from Trash for good, and others’ deleted mail stays', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 10 }));
    await using world = await syncWorld();
    const account = world.addAccount(dovecotAccount(dovecot, ann.address));
    await world.call(mailboxSync, { account });
    const ids = (await world.rows('INBOX')).slice(0, 4).map(({ id }) => id);
    const first = await world.call(messageDelete, { ids, wait: true });
    assert.deepEqual([first.moved, first.deleted], [4, 0]);
    const trash = await world.rows('Trash');
    assert.equal(trash.length, 4);
    const spared = trash[3];
    assert.ok(spared);
    await dovecot.doveadm(
      'flags',
      'add',
      '-u',
      ann.address,
      '\\Deleted',
      'mailbox',
      'Trash',
      'uid',
      String(spared.uid),
    );
    // The ids of before the move still name the mails.
    const second = await world.call(messageDelete, { ids: ids.slice(0, 2), wait: true });
    assert.deepEqual([second.moved, second.deleted], [0, 2]);
    await world.call(mailboxSync, { account });
    assert.equal((await world.rows('Trash')).length, 2);
    assert.equal([...(await onServer(dovecot)).values()].filter((place) => place.startsWith('Trash')).length, 2);
    await assert.rejects(world.call(batchUndo, { batch: second.batch }), { code: 'operation.notUndoable' });
  });

  test('C03 archiving goes to the folder that the person picked, and back', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 5 }));
    await dovecot.doveadm('mailbox', 'create', '-u', ann.address, 'Done');
    await using world = await syncWorld();
    const account = world.addAccount(dovecotAccount(dovecot, ann.address, { archivePath: 'Done' }));
    await world.call(mailboxSync, { account });
    const [row] = await world.rows('INBOX');
    assert.ok(row);
    const { batch } = await world.call(messageArchive, { ids: [row.id] });
    await settled(world);
    assert.match((await onServer(dovecot)).get(row.messageId) ?? '', /^Done /);
    await world.call(batchUndo, { batch });
    await settled(world);
    assert.match((await onServer(dovecot)).get(row.messageId) ?? '', /^INBOX /);
  });

  test('C03 a refused move is taken back in the view, and told', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 10 }));
    await dovecot.doveadm('mailbox', 'create', '-u', ann.address, 'Gone soon');
    await using world = await syncWorld();
    const account = world.addAccount(dovecotAccount(dovecot, ann.address));
    await world.call(mailboxSync, { account });
    const { id: mailbox } = await world.mailbox('Gone soon');
    await dovecot.doveadm('mailbox', 'delete', '-u', ann.address, 'Gone soon');
    const before = await world.rows('INBOX');
    const ids = before.slice(0, 3).map(({ id }) => id);
    await assert.rejects(world.call(messageMove, { ids, mailbox, wait: true }), { code: /mailbox\.(gone|refused)/ });
    assert.deepEqual(await world.rows('INBOX'), before);
    assert.equal(world.count('operationRefused'), 1);
    assert.equal(world.context.operations.waiting().length, 0);
  });

  test('C03 a mail that is moved, flagged and moved again, all offline, ends where it was sent', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 20 }));
    await using proxy = await startProxy({ targetPort: dovecot.imapsPort });
    await using world = await syncWorld();
    const account = world.addAccount(dovecotAccount(dovecot, ann.address, { port: proxy.port }));
    await world.call(mailboxSync, { account });
    proxy.refuse();
    proxy.cutAll();
    const [row] = await world.rows('INBOX');
    assert.ok(row);
    const [archive, trash] = [await world.mailbox('Archive'), await world.mailbox('Trash')];
    await world.call(messageMove, { ids: [row.id], mailbox: archive.id });
    await world.call(messageFlag, { ids: [row.id], add: ['\\Flagged'], remove: [] });
    await world.call(messageMove, { ids: [row.id], mailbox: trash.id });
    const shown = await world.rows('Trash');
    assert.deepEqual(
      shown.map(({ flags, messageId }) => [messageId, flags.includes('\\Flagged')]),
      [[row.messageId, true]],
    );
    proxy.refuse(false);
    world.context.accountStates.signal('connect', account);
    await settled(world);
    await world.call(mailboxSync, { account });
    const [there]: readonly MessageRow[] = await world.rows('Trash');
    assert.deepEqual([there?.messageId, there?.flags.includes('\\Flagged')], [row.messageId, true]);
    assert.match((await onServer(dovecot)).get(row.messageId) ?? '', /^Trash .*\\Flagged/);
    assert.deepEqual((await world.call(messageGet, { ids: [row.id] })).rows[0]?.id, there?.id);
  });

  for (const cutAt of ['before', 'after'] as const) {
    test(`C03 the line cut ${cutAt} the server moved: moved once, and never twice`, async () => {
      await using dovecot = await startDovecot({ users: [ann] });
      seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 30 }));
      await using proxy = await startProxy({ targetPort: dovecot.imapPort });
      await using folder = await tempFolder('cut');
      await using world = await syncWorld({ folder: folder.path });
      const config = dovecotAccount(dovecot, ann.address);
      const account = world.addAccount({ ...config, imap: { host: 'localhost', port: proxy.port, security: 'none' } });
      await world.call(mailboxSync, { account });
      const cut =
        cutAt === 'before'
          ? proxy.rule({ from: 'client', at: { text: 'UID MOVE', side: 'before' }, act: 'cut' })
          : proxy.rule({ from: 'server', at: { text: 'COPYUID', side: 'before' }, act: 'cut' });
      const ids = (await world.rows('INBOX')).slice(5, 15).map(({ id }) => id);
      await world.call(messageArchive, { ids });
      await cut.hit;
      await settled(world);
      await world.call(mailboxSync, { account });
      assert.deepEqual([(await world.rows('INBOX')).length, (await world.rows('Archive')).length], [20, 10]);
      assert.deepEqual(sorted(await inView(world, paths)), sorted(await onServer(dovecot)));
      assert.equal((await world.call(messageGet, { ids })).rows.length, 10);
    });
  }
});

describe('Waiting for the server', () => {
  test('C03 an action that is waited for says when the account is offline, and still goes later', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 5 }));
    await using proxy = await startProxy({ targetPort: dovecot.imapsPort });
    await using world = await syncWorld();
    const account = world.addAccount(dovecotAccount(dovecot, ann.address, { port: proxy.port }));
    await world.call(mailboxSync, { account });
    proxy.refuse();
    proxy.cutAll();
    const [row] = await world.rows('INBOX');
    assert.ok(row);
    const change = { ids: [row.id], add: ['\\Flagged'], remove: [], wait: true };
    await assert.rejects(world.call(messageFlag, change), { code: 'account.offline' });
    proxy.refuse(false);
    world.context.accountStates.signal('connect', account);
    await settled(world);
    assert.match((await onServer(dovecot)).get(row.messageId) ?? '', /Flagged/);
  });
});

describe('Many small actions', () => {
  test('B07 the same flag on many mails, one by one and offline, goes to the server as one command', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 30 }));
    await using proxy = await startProxy({ targetPort: dovecot.imapPort });
    await using world = await syncWorld();
    const config = dovecotAccount(dovecot, ann.address);
    const account = world.addAccount({ ...config, imap: { host: 'localhost', port: proxy.port, security: 'none' } });
    await world.call(mailboxSync, { account });
    proxy.refuse();
    proxy.cutAll();
    for (const { id } of (await world.rows('INBOX')).slice(0, 10))
      await world.call(messageFlag, { ids: [id], add: ['\\Flagged'], remove: [] });
    proxy.refuse(false);
    world.context.accountStates.signal('connect', account);
    await settled(world);
    const said = proxy.connections.map((connection) => connection.sent('client').toString('latin1')).join('');
    assert.deepEqual(
      said.match(/UID STORE \S+ \S+ \S+/g),
      ['UID STORE 21:24,26:30 +FLAGS.SILENT (\\Flagged)'] /* 25 had it already. */,
    );
    assert.deepEqual(sorted(await inView(world, paths)), sorted(await onServer(dovecot)));
  });
});
