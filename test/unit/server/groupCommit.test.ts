import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { otherWork } from '../../../src/base/clock.ts';
import { seededRandom } from '../../../src/base/random.ts';
import { hashPassword } from '../../../src/server/passwords.ts';
import { GroupCommit } from '../../../src/server/store/groupCommit.ts';
import { Store } from '../../../src/server/store/store.ts';
import { quickClock } from '../../support/memoryImap.ts';
import { tempFolder } from '../../support/tempFolder.ts';

describe('deliveries of one moment', () => {
  test('share one transaction, and each is told only once that one is over', async () => {
    const commits: number[] = [];
    const group = counting(commits);
    await Promise.all([1, 2, 3].map((id) => group.add((touched) => void touched.push(id))));
    await group.add((touched) => void touched.push(4));
    assert.deepEqual(commits, [3, 1]);
  });

  test('one that was announced is waited for, and who stays away is so once only', async () => {
    const commits: number[] = [];
    const group = counting(commits);
    const [soon, never] = [{}, {}];
    const add = (id: number) => group.add((touched) => void touched.push(id));
    group.expect(soon);
    const first = add(1);
    for (let turn = 0; turn < 20; turn++) await otherWork();
    assert.deepEqual(commits, []);
    group.unexpect(soon);
    await Promise.all([first, add(2)]);
    group.expect(never);
    await add(3);
    const turns = [0];
    const last = add(4).then(() => turns.push(-1));
    for (let turn = 0; turn < 5; turn++) await otherWork();
    assert.equal(turns.at(-1), -1, 'who stayed away once is waited for again');
    await last;
    assert.deepEqual(commits, [2, 1, 1]);
  });

  test('one that cannot be fails alone: the others are stored, once', async () => {
    const store = new Store({ path: ':memory:', clock: quickClock() });
    const password = await hashPassword('pw', seededRandom(1));
    const [ann, gone] = [store.addUser('ann@test', password), { ...store.addUser('bob@test', password), id: 99 }];
    const told: number[] = [];
    store.changed.on((mailboxId) => told.push(mailboxId));
    const deliver = (user: typeof ann, text: string) =>
      store.deliver([{ user, message: { bytes: Buffer.from(text), flags: [], internalDate: 0 } }]);
    const outcomes = await Promise.allSettled([deliver(ann, 'one'), deliver(gone, 'lost'), deliver(ann, 'two')]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    const inbox = store.mailboxes.get(ann.id, 'INBOX').id;
    assert.equal(store.messages.uids(inbox).length, 2);
    assert.deepEqual(told, [inbox, inbox]);
  });

  test('a mail to two is one content below two stamps, and a copy keeps its own', async () => {
    await using folder = await tempFolder();
    const path = join(folder.path, 'mail.db');
    const store = new Store({ path, clock: quickClock() });
    const password = await hashPassword('pw', seededRandom(1));
    const users = ['ann@test', 'bob@test'].map((address) => store.addUser(address, password));
    const bytes = Buffer.from('Subject: x\r\n\r\nhello\r\n');
    const deliveries = users.map((user) => {
      const stamp = Buffer.from(`Delivered-To: ${user.address}\r\n`);
      return { user, message: { bytes, stamp, flags: [], internalDate: 0 } };
    });
    await store.deliver(deliveries);
    for (const user of users) {
      const [inbox, archive] = [store.mailboxes.get(user.id, 'INBOX').id, store.mailboxes.get(user.id, 'Archive').id];
      store.write([], () => store.messages.copy(inbox, [1], archive));
      for (const mailbox of [inbox, archive]) {
        const text = Buffer.from(store.messages.bytes(mailbox, 1) ?? []).toString();
        assert.equal(text, `Delivered-To: ${user.address}\r\n${bytes}`);
        assert.equal(store.messages.head(mailbox, 1)?.size, text.length);
      }
    }
    store.dispose();
    using db = new DatabaseSync(path);
    assert.equal(db.prepare('SELECT count(*) AS count FROM content').get()?.['count'], 1);
  });
});

function counting(commits: number[]): GroupCommit {
  return new GroupCommit({
    clock: quickClock(),
    commit: (change) => {
      const touched: number[] = [];
      change(touched);
      commits.push(touched.length);
    },
  });
}
