/** The journal of actions against a real Dovecot: offline and back, cut off midway, and another program at the same mail. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { batchUndo } from '../../src/protocol/methods/batchUndo.ts';
import { mailboxCreate } from '../../src/protocol/methods/mailboxCreate.ts';
import { mailboxDelete } from '../../src/protocol/methods/mailboxDelete.ts';
import { mailboxList } from '../../src/protocol/methods/mailboxList.ts';
import { mailboxMarkRead } from '../../src/protocol/methods/mailboxMarkRead.ts';
import { mailboxRename } from '../../src/protocol/methods/mailboxRename.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { messageAppend } from '../../src/protocol/methods/messageAppend.ts';
import { messageArchive } from '../../src/protocol/methods/messageArchive.ts';
import { messageCopy } from '../../src/protocol/methods/messageCopy.ts';
import { messageDelete } from '../../src/protocol/methods/messageDelete.ts';
import { messageFlag } from '../../src/protocol/methods/messageFlag.ts';
import { messageMove } from '../../src/protocol/methods/messageMove.ts';
import { message } from '../support/message.ts';
import { startProxy } from '../support/proxy.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { dovecotAccount, syncWorld } from '../support/syncWorld.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { waitFor } from '../support/waitFor.ts';
import { hideCapabilities, startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann@example.test', password: 'secret' };

/** A listed account behind a proxy that can be pulled out, with all that is said recorded. */
async function journalWorld({ count = 40, unreadEvery = 4, hide = [] as readonly string[] } = {}) {
  await using resources = new AsyncDisposableStack();
  const dovecot = resources.use(await startDovecot({ users: [ann], capability: hideCapabilities(...hide) }));
  seedMailbox({ dovecot, address: ann.address }, manyMessages({ count, unreadEvery }));
  const proxy = resources.use(await startProxy({ targetPort: dovecot.imapPort }));
  const folder = resources.use(await tempFolder('journal'));
  const world = resources.use(await syncWorld({ folder: join(folder.path, 'profile') }));
  const config = dovecotAccount(dovecot, ann.address);
  const account = world.addAccount({ ...config, imap: { host: 'localhost', port: proxy.port, security: 'none' } });
  await world.call(mailboxSync, { account });
  const stack = resources.move();
  const settled = () =>
    waitFor(() => world.context.operations.waiting().length === 0, { what: 'the journal to be empty' });
  return {
    ...{ dovecot, proxy, world, account, folder: folder.path, settled },
    offline() {
      proxy.refuse();
      proxy.cutAll();
    },
    async online() {
      proxy.refuse(false);
      world.context.accountStates.signal('connect', account);
      await settled();
      await world.call(mailboxSync, { account });
    },
    /** `mailbox flags` of every mail, sorted, as the server has them. */
    async onServer() {
      const text = await dovecot.doveadm(
        '-f',
        'tab',
        'fetch',
        '-u',
        ann.address,
        'hdr.message-id mailbox flags',
        'ALL',
      );
      return text
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split('\t'))
        .map(([id, mailbox, flags = '']) => place(id, mailbox, flags.split(' ')))
        .sort();
    },
    async inView() {
      const { mailboxes } = await world.call(mailboxList, {});
      const shown: string[] = [];
      for (const { path } of mailboxes)
        for (const { messageId, flags } of await world.rows(path)) shown.push(place(messageId, path, flags));
      return shown.sort();
    },
    said: (pattern: RegExp) =>
      proxy.connections
        .map((connection) => connection.sent('client').toString('latin1'))
        .join('')
        .match(pattern) ?? [],
    told: () => world.events.filter(({ name }) => name === 'operationRefused').map(({ payload }) => payload),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

function place(id = '', mailbox = '', flags: readonly string[] = []): string {
  return `${id} ${mailbox} ${flags
    .filter((flag) => flag !== '' && flag !== '\\Recent')
    .sort()
    .join(' ')}`;
}

describe('Offline and back', () => {
  test('B07 20 actions without network: the server then equals the view, and mail gone meanwhile is skipped with one note', async () => {
    await using place = await journalWorld();
    const { world, dovecot, account } = place;
    const rows = await world.rows('INBOX');
    const id = (at: number) => rows[at]?.id ?? assert.fail();
    const [archive, trash] = [await world.mailbox('Archive'), await world.mailbox('Trash')];
    place.offline();
    const flag = (at: number, add: string[], remove: string[] = []) =>
      world.call(messageFlag, { ids: [id(at)], add, remove });
    for (let at = 0; at < 6; at++) await flag(at, ['\\Flagged']);
    for (let at = 6; at < 9; at++) await flag(at, ['todo'], ['\\Seen']);
    for (let at = 9; at < 12; at++) await world.call(messageArchive, { ids: [id(at)] });
    await world.call(messageCopy, { ids: [id(12), id(13)], mailbox: archive.id });
    await world.call(messageMove, { ids: [id(14)], mailbox: trash.id });
    await world.call(messageDelete, { ids: [id(15)] });
    await flag(9, ['later']);
    await world.call(messageMove, { ids: [id(9)], mailbox: trash.id });
    await flag(0, [], ['\\Flagged']);
    const { mailbox: made } = await world.call(mailboxCreate, { account, parent: null, name: 'Made offline' });
    await world.call(messageMove, { ids: [id(16)], mailbox: made });
    assert.equal(world.context.operations.waiting().length, 20);
    const expected = await place.inView();
    assert.equal((await world.rows('Archive')).length, 4);
    assert.equal((await world.rows('Made offline')).length, 1);
    // Meanwhile another program deletes one mail that two actions are about, and moves another.
    const [deleted, moved] = [rows[9], rows[1]].map((row) => row?.messageId ?? '');
    const mail = (messageId = '') => ['mailbox', 'INBOX', 'HEADER', 'message-id', messageId];
    await dovecot.doveadm('mailbox', 'create', '-u', ann.address, 'Elsewhere');
    await dovecot.doveadm('expunge', '-u', ann.address, ...mail(deleted));
    await dovecot.doveadm('move', '-u', ann.address, 'Elsewhere', ...mail(moved));
    await place.online();
    const others = expected.filter((line) => !line.startsWith(`${deleted} `) && !line.startsWith(`${moved} `));
    const elsewhere = `${moved} Elsewhere \\Seen`;
    assert.deepEqual(await place.onServer(), [...others, elsewhere].sort());
    assert.deepEqual(await place.inView(), await place.onServer());
    assert.deepEqual(place.told(), [{ account, kind: 'flag', messages: 2, code: 'operation.skipped', serverSaid: '' }]);
  });

  test('B07 a whole mailbox of 5,000 marked as read is a few UID STORE with ranges, and one Undo brings all back', async () => {
    await using place = await journalWorld({ count: 5_000, unreadEvery: 2 });
    const { world } = place;
    const before = await place.onServer();
    const { id: mailbox, unread } = await world.mailbox('INBOX');
    assert.equal(unread, 2_500);
    const batches: string[] = [];
    for (let left = unread; left > 0; ) {
      const answer = await world.call(mailboxMarkRead, { mailbox, limit: 1_000 });
      batches.push(answer.batch);
      left = answer.left;
    }
    assert.equal((await world.mailbox('INBOX')).unread, 0);
    await place.settled();
    // Every second one is the worst there is for ranges: 400 fit into one command.
    const stores = place.said(/UID STORE \S+ \S+/g);
    assert.ok(stores.length <= 9, `${stores.length} commands`);
    assert.ok((await place.onServer()).every((line) => line.includes('\\Seen')));
    for (const batch of batches.reverse()) await world.call(batchUndo, { batch: batch as never });
    await place.settled();
    assert.deepEqual(await place.onServer(), before);
    assert.deepEqual(await place.inView(), before);
  });

  test('B07 a thousand moved at once are one UID MOVE with a range, there and back', async () => {
    await using place = await journalWorld({ count: 1_000, unreadEvery: 2 });
    const { world } = place;
    const before = await place.onServer();
    const { id: mailbox } = await world.mailbox('INBOX');
    const archive = await world.mailbox('Archive');
    const { number } = world.context.mailboxes.get(mailbox);
    const ids = world.context.messageLists.page(number, { limit: 1_000 }).rows.map(({ id }) => id);
    const { batch, moved } = await world.call(messageMove, { ids, mailbox: archive.id });
    assert.equal(moved, 1_000);
    await place.settled();
    assert.deepEqual(
      await place.onServer(),
      before.map((line) => line.replace('INBOX', 'Archive')),
    );
    await world.call(batchUndo, { batch });
    await place.settled();
    assert.deepEqual(place.said(/UID MOVE \S+ \S+/g), ['UID MOVE 1:1000 "Archive"', 'UID MOVE 1:1000 "INBOX"']);
    assert.deepEqual(await place.onServer(), before);
    assert.deepEqual(await place.inView(), before);
  });

  test('B07 what is marked as read in a row goes as one range', async () => {
    await using place = await journalWorld({ count: 600, unreadEvery: 1 });
    const { world } = place;
    place.offline();
    const { id: mailbox } = await world.mailbox('INBOX');
    for (let at = 0; at < 6; at++) await world.call(mailboxMarkRead, { mailbox, limit: 100 });
    await place.online();
    assert.deepEqual(place.said(/UID STORE .*/g), ['UID STORE 1:600 +FLAGS.SILENT (\\Seen)']);
  });
});

for (const hide of [[], ['UIDPLUS', 'MOVE']]) {
  describe(`Copies on a server ${hide.length > 0 ? `without ${hide.join(' and ')}` : 'with all extensions'}`, () => {
    for (const cut of ['before', 'after'] as const) {
      test(`C03 the line cut ${cut} the server copied: shown at once, made once, and Undo takes just the copies`, async () => {
        await using place = await journalWorld({ count: 30, hide });
        const { world, proxy } = place;
        const before = await place.onServer();
        const hit =
          cut === 'before'
            ? proxy.rule({ from: 'client', at: { text: 'UID COPY', side: 'before' }, act: 'cut' })
            : proxy.rule({ from: 'server', at: { text: 'Copy completed', side: 'before' }, act: 'cut' });
        const ids = (await world.rows('INBOX')).slice(5, 15).map(({ id }) => id);
        const { id: mailbox } = await world.mailbox('Archive');
        const { batch } = await world.call(messageCopy, { ids, mailbox });
        const shown = await world.rows('Archive');
        assert.equal(shown.length, 10);
        // What is done to a copy while it waits is done to the copy, not to the original.
        const flagged = shown[0]?.id ?? assert.fail();
        await world.call(messageFlag, { ids: [flagged], add: ['todo'], remove: [] });
        await hit.hit;
        await place.settled();
        await world.call(mailboxSync, {});
        assert.deepEqual(await place.inView(), await place.onServer());
        assert.equal((await place.onServer()).length, 40);
        if (hide.length > 0) return; // Without UIDPLUS the copies stay, marked.
        assert.equal((await place.onServer()).filter((line) => /Archive.*todo/.test(line)).length, 1);
        await world.call(batchUndo, { batch });
        await place.settled();
        assert.deepEqual(await place.onServer(), before);
        assert.deepEqual(await place.inView(), before);
      });
    }
  });
}

describe('Messages stored in a mailbox', () => {
  for (const cut of ['before', 'after'] as const) {
    test(`B07 the line cut ${cut} the server stored it: shown at once, there once, and Undo takes it away`, async () => {
      await using place = await journalWorld({ count: 5 });
      const { world, proxy, folder } = place;
      const file = join(folder, 'draft.eml');
      const subject = 'Vorschlag für Köln';
      await writeFile(file, message({ subject, messageId: '<draft@example.test>', date: new Date(1_700_000_000_000) }));
      const hit =
        cut === 'before'
          ? proxy.rule({ from: 'client', at: { text: 'APPEND', side: 'before' }, act: 'cut' })
          : proxy.rule({ from: 'server', at: { text: 'APPENDUID', side: 'before' }, act: 'cut' });
      const { id: mailbox } = await world.mailbox('Drafts');
      const { batch } = await world.call(messageAppend, { mailbox, file, flags: ['\\Draft', '\\Seen'] });
      await writeFile(file, 'The engine has its own copy by now.');
      const [shown] = await world.rows('Drafts');
      assert.deepEqual([shown?.subject, shown?.messageId], [subject, '<draft@example.test>']);
      await hit.hit;
      await place.settled();
      await world.call(mailboxSync, {});
      const there = (await place.onServer()).filter((line) => line.includes('Drafts'));
      assert.deepEqual(there, ['<draft@example.test> Drafts \\Draft \\Seen']);
      assert.deepEqual(await place.inView(), await place.onServer());
      const [row] = await world.rows('Drafts');
      assert.deepEqual([row?.subject, row?.size], [shown?.subject, shown?.size]);
      await world.call(batchUndo, { batch });
      await place.settled();
      assert.equal((await world.rows('Drafts')).length, 0);
      assert.equal((await place.onServer()).length, 5);
    });
  }
});

describe('Mailboxes made, renamed and deleted', () => {
  async function paths(place: Awaited<ReturnType<typeof journalWorld>>) {
    const { mailboxes } = await place.world.call(mailboxList, {});
    const server = await place.dovecot.doveadm('mailbox', 'list', '-u', ann.address);
    return { shown: mailboxes.map(({ path }) => path).sort(), server: server.trim().split('\n').sort() };
  }

  test('B07 offline: made, moved to, renamed with what is below, deleted; ids stay, and the server has it after', async () => {
    await using place = await journalWorld({ count: 5 });
    const { world, account } = place;
    place.offline();
    const { mailbox: top } = await world.call(mailboxCreate, { account, parent: null, name: 'Projekte' });
    const { mailbox: below } = await world.call(mailboxCreate, { account, parent: top, name: '東京' });
    const { mailbox: short } = await world.call(mailboxCreate, { account, parent: null, name: 'Short' });
    const [row] = await world.rows('INBOX');
    await world.call(messageMove, { ids: [row?.id ?? assert.fail()], mailbox: below });
    await world.call(mailboxRename, { mailbox: top, parent: null, name: 'Projects' });
    await world.call(mailboxDelete, { mailbox: short });
    const { shown } = await paths(place);
    assert.ok(shown.includes('Projects.東京') && !shown.includes('Short') && !shown.includes('Projekte'));
    assert.equal((await world.rows('Projects.東京')).length, 1);
    await place.online();
    const after = await paths(place);
    assert.deepEqual(after.shown, after.server);
    assert.deepEqual(after.shown, shown);
    assert.equal((await world.mailbox('Projects.東京')).id, below);
    assert.deepEqual(await place.inView(), await place.onServer());
    assert.deepEqual(place.told(), []);
  });

  test('B07 a rename whose answer is lost keeps the mailbox and its messages', async () => {
    await using place = await journalWorld({ count: 5 });
    const { world, account, proxy } = place;
    const { mailbox } = await world.call(mailboxCreate, { account, parent: null, name: 'Old', wait: true });
    await world.call(messageMove, { ids: (await world.rows('INBOX')).map(({ id }) => id), mailbox, wait: true });
    const ids = (await world.rows('Old')).map(({ id }) => id);
    const cut = proxy.rule({ from: 'server', at: { text: 'Rename completed', side: 'before' }, act: 'cut' });
    const { batch } = await world.call(mailboxRename, { mailbox, parent: null, name: 'New' });
    await cut.hit;
    await place.online();
    assert.deepEqual(
      (await world.rows('New')).map(({ id }) => id),
      ids,
    );
    await world.call(batchUndo, { batch });
    await place.settled();
    await world.call(mailboxSync, { account });
    assert.deepEqual(
      (await world.rows('Old')).map(({ id }) => id),
      ids,
    );
    assert.ok((await paths(place)).server.includes('Old'));
  });

  test('B07 one that got mail meanwhile is not deleted, and that is told; one that another program deleted is gone', async () => {
    await using place = await journalWorld({ count: 5 });
    const { world, account, dovecot } = place;
    const names = ['Fills', 'Goes'] as const;
    for (const name of names) await world.call(mailboxCreate, { account, parent: null, name, wait: true });
    await world.call(mailboxSync, { account });
    const [fills, goes] = [await world.mailbox('Fills'), await world.mailbox('Goes')];
    place.offline();
    await world.call(mailboxDelete, { mailbox: fills.id });
    await world.call(mailboxDelete, { mailbox: goes.id });
    await dovecot.doveadm('copy', '-u', ann.address, 'Fills', 'mailbox', 'INBOX', 'uid', '1');
    await dovecot.doveadm('mailbox', 'delete', '-u', ann.address, 'Goes');
    await place.online();
    const { shown, server } = await paths(place);
    assert.deepEqual(shown, server);
    assert.deepEqual([shown.includes('Fills'), shown.includes('Goes')], [true, false]);
    assert.deepEqual(place.told(), [
      { account, kind: 'mailbox', messages: 0, code: 'mailbox.gotMail', serverSaid: '' },
    ]);
  });

  test('B07 making one is taken back only as long as it is empty; names that can’t be and special folders are refused', async () => {
    await using place = await journalWorld({ count: 5 });
    const { world, account } = place;
    const make = (name: string) => world.call(mailboxCreate, { account, parent: null, name, wait: true });
    const [empty, used] = [await make('Empty'), await make('Used')];
    await world.call(messageMove, {
      ids: [(await world.rows('INBOX'))[0]?.id ?? assert.fail()],
      mailbox: used.mailbox,
    });
    for (const { batch } of [empty, used]) await world.call(batchUndo, { batch });
    await place.settled();
    await world.call(mailboxSync, { account });
    const { shown, server } = await paths(place);
    assert.deepEqual(shown, server);
    assert.deepEqual([shown.includes('Empty'), shown.includes('Used')], [false, true]);
    for (const name of ['', 'a.b', 'tab\there']) await assert.rejects(make(name), { code: 'mailbox.badName' });
    await assert.rejects(make('Used'), { code: 'mailbox.exists' });
    const { id: mailbox } = await world.mailbox('Trash');
    await assert.rejects(world.call(mailboxDelete, { mailbox }), { code: 'mailbox.isSpecial' });
    await assert.rejects(world.call(mailboxRename, { mailbox, parent: null, name: 'X' }), {
      code: 'mailbox.isSpecial',
    });
  });
});
