import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { systemClock } from '../../../../src/base/clock.ts';
import { seededRandom } from '../../../../src/base/random.ts';
import { EngineEvents } from '../../../../src/engine/events.ts';
import { AccountStore } from '../../../../src/engine/store/accounts.ts';
import { Database } from '../../../../src/engine/store/database.ts';
import { MailboxStateStore } from '../../../../src/engine/store/mailboxState.ts';
import { MessageLists } from '../../../../src/engine/store/messageLists.ts';
import { MessageStore, type NewMessage } from '../../../../src/engine/store/messages.ts';
import { OperationStore } from '../../../../src/engine/store/operations.ts';
import { ProvisionalStore } from '../../../../src/engine/store/provisional.ts';
import { cacheMigrations } from '../../../../src/engine/store/schema/cache.ts';
import { userMigrations } from '../../../../src/engine/store/schema/user.ts';
import { Actions } from '../../../../src/engine/sync/actions.ts';
import { AppendFiles } from '../../../../src/engine/sync/appendFiles.ts';
import { mailboxId } from '../../../../src/protocol/records.ts';
import { tempFolder } from '../../../support/tempFolder.ts';

const [inbox, archive] = [mailboxId.parse('minbox'), mailboxId.parse('marchive')];
const key = (uid: number) => ({ mailbox: inbox, uidValidity: 5, uid });

/** Both stores of a profile, as the engine has them after a start. */
function open(folder: string) {
  const [clock, random] = [systemClock, seededRandom(1)];
  const user = new Database(`${folder}/user.db`, { migrations: userMigrations, durability: 'full' });
  const cache = new Database(`${folder}/cache.db`, { migrations: cacheMigrations, durability: 'normal' });
  const accounts = new AccountStore({ user, clock, random });
  const mailboxes = new MailboxStateStore({ cache });
  const operations = new OperationStore({ user, clock });
  const messages = new MessageStore({ cache, mailboxes, overlay: operations });
  const actions = new Actions({
    ...{ operations, messages, mailboxes },
    provisional: new ProvisionalStore({ cache, mailboxes, messages }),
    appends: new AppendFiles({ folder: `${folder}/appends`, random }),
    events: new EngineEvents(),
    random,
    replay: () => {},
    connect: () => {},
    failureOf: () => null,
  });
  actions.showMissed();
  return {
    user,
    cache,
    accounts,
    mailboxes,
    operations,
    messages,
    actions,
    lists: new MessageLists({ cache }),
    close: () => [user, cache].map((db) => db.close()),
  };
}
type Stores = ReturnType<typeof open>;

function seed({ accounts, mailboxes, messages }: Stores) {
  const account = accounts.all()[0]?.id ?? accounts.add({ address: 'ann@example.test', name: 'Ann', auth: 'password' });
  const listed = (id: typeof inbox, path: string, use: 'inbox' | 'archive') => ({
    ...{
      id,
      account,
      path,
      name: path,
      delimiter: '/',
      specialUse: use,
      selectable: true,
      subscribed: true,
      status: undefined,
    },
  });
  mailboxes.applyListing(account, [listed(inbox, 'INBOX', 'inbox'), listed(archive, 'Archive', 'archive')]);
  messages.write('seed', () => messages.put(mailboxes.get(inbox), 5, [1, 2, 3].map(message)));
  return account;
}

function message(uid: number): NewMessage {
  const text = { messageId: `<${uid}@example.test>`, threadId: '', subject: `Mail ${uid}`, searchText: `mail ${uid}` };
  return {
    uid,
    flags: uid === 1 ? ['\\Seen'] : [],
    sortDate: uid * 1_000,
    internalDate: uid * 1_000,
    size: 100 + uid,
    from: [],
    to: [],
    references: '',
    inReplyTo: '',
    hasAttachment: false,
    ...text,
  };
}

function moveToArchive(stores: Stores, account: ReturnType<typeof seed>, uids: readonly number[]) {
  const batch = stores.actions.newBatch();
  const messages = uids.map((uid) => ({ key: key(uid), messageId: `<${uid}@example.test>`, size: 100 + uid }));
  stores.actions.add(account, batch, [{ kind: 'move', target: archive, add: [], remove: [], messages }]);
  return batch;
}

function shown({ lists, mailboxes }: Stores): Record<string, readonly number[]> {
  const uids = (id: typeof inbox) => lists.page(mailboxes.get(id).number, { limit: 10 }).rows.map(({ uid }) => uid);
  return { inbox: uids(inbox), archive: uids(archive) };
}

describe('The journal and what is shown', () => {
  test('C03 a move is shown at once, and its messages keep their ids until the server has named them anew', async () => {
    await using folder = await tempFolder();
    const stores = open(folder.path);
    const account = seed(stores);
    moveToArchive(stores, account, [2, 3]);
    assert.deepEqual(shown(stores), { inbox: [1], archive: [3, 2] });
    assert.equal(stores.lists.find(key(3))?.row.mailbox, archive);
    stores.close();
  });

  test('C03 the server’s flags come in below what waits', async () => {
    await using folder = await tempFolder();
    const stores = open(folder.path);
    const account = seed(stores);
    const change = { kind: 'flag' as const, target: null, add: ['\\Flagged'], remove: ['\\Seen'] };
    stores.actions.add(account, stores.actions.newBatch(), [
      { ...change, messages: [{ key: key(1), messageId: '', size: 1 }] },
    ]);
    stores.messages.write('server', () =>
      stores.messages.putFlags(inbox, 5, [{ uid: 1, flags: ['\\Seen', '\\Answered'] }]),
    );
    assert.deepEqual(stores.lists.find(key(1))?.row.flags, ['\\Answered', '\\Flagged']);
    assert.equal(stores.lists.counts(stores.mailboxes.get(inbox).number).unread, 3);
    stores.close();
  });

  test('C03 undo before anything left drops it, and nothing is left to replay', async () => {
    await using folder = await tempFolder();
    const stores = open(folder.path);
    const account = seed(stores);
    const batch = moveToArchive(stores, account, [1, 2, 3]);
    assert.equal(stores.actions.undo(batch), 3);
    assert.deepEqual(shown(stores), { inbox: [3, 2, 1], archive: [] });
    assert.equal(stores.operations.waiting().length, 0);
    stores.close();
  });

  test('an old id follows two moves, and works after cache.db is gone', async () => {
    await using folder = await tempFolder();
    const stores = open(folder.path);
    const account = seed(stores);
    const there = { mailbox: archive, uidValidity: 9, uid: 40 };
    for (const [from, to] of [
      [key(2), there],
      [there, key(77)],
    ] as const) {
      const target = to.mailbox;
      stores.actions.add(account, stores.actions.newBatch(), [
        { kind: 'move', target, add: [], remove: [], messages: [{ key: from, messageId: '', size: 1 }] },
      ]);
      const [operation] = stores.operations.waiting();
      assert.ok(operation);
      stores.operations.lift(operation, [{ from, to }]);
      stores.messages.write('done', () => stores.messages.rename([{ from, to }]));
      stores.operations.settle(operation, 'done', [{ from, to }]);
    }
    assert.deepEqual(stores.operations.resolve(key(2)), key(77));
    assert.equal(stores.lists.find(key(77))?.row.subject, 'Mail 2');
    stores.close();
  });

  test('a crash at any write of either database: after the next start the view shows just what user.db holds', async () => {
    let crashes = 0;
    for (let failAt = 1; failAt <= 10; failAt += 1) {
      await using folder = await tempFolder();
      const stores = open(folder.path);
      const account = seed(stores);
      let writes = 0;
      for (const db of [stores.user, stores.cache]) {
        const write = db.write.bind(db);
        db.write = (name, change) => {
          writes += 1;
          if (writes >= failAt) throw new Error('the power went');
          return write(name, change);
        };
      }
      try {
        const batch = moveToArchive(stores, account, [2, 3]);
        stores.actions.undo(batch);
        moveToArchive(stores, account, [1]);
      } catch (error) {
        assert.equal(String(error), 'Error: the power went');
        crashes += 1;
      }
      stores.close();
      const again = open(folder.path);
      const moved = new Set(
        again.operations.waiting().flatMap((operation) => operation.messages.map(({ acted }) => acted.uid)),
      );
      const where = {
        inbox: [3, 2, 1].filter((uid) => !moved.has(uid)),
        archive: [3, 2, 1].filter((uid) => moved.has(uid)),
      };
      assert.deepEqual(shown(again), where, `after a crash at write ${failAt}`);
      again.close();
    }
    assert.ok(crashes >= 6, `${crashes} crashes`);
  });
});
