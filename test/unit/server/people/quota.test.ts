import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { overflow } from '../../../../src/server/people/quota.ts';
import { Store } from '../../../../src/server/store/store.ts';
import { quickClock, testNow } from '../../../support/memoryImap.ts';

const password = { salt: new Uint8Array(16), hash: new Uint8Array(32) };

function world() {
  const store = new Store({ path: ':memory:', clock: quickClock() });
  const ann = store.addUser('ann@test', password);
  const mailbox = (name: string) => store.mailboxes.get(ann.id, name).id;
  const add = (name: string, size: number) =>
    store.write([], () =>
      store.messages.append(mailbox(name), { bytes: new Uint8Array(size).fill(97), flags: [], internalDate: testNow }),
    );
  const used = () => {
    const { usedBytes, messageCount } = store.users.details('ann@test');
    return [usedBytes, messageCount];
  };
  return { store, ann, mailbox, add, used };
}

describe('storage in use', () => {
  test('K02 is counted as mail comes, is copied, moved, expunged, and as mailboxes go', () => {
    const { store, ann, mailbox, add, used } = world();
    const uid = add('INBOX', 100);
    add('Archive', 50);
    assert.deepEqual(used(), [150, 2]);
    store.write([], () => store.messages.copy(mailbox('INBOX'), [uid], mailbox('Archive')));
    assert.deepEqual(used(), [250, 3], 'a copy counts, though its bytes are stored once');
    store.write([], () => store.messages.expunge(mailbox('INBOX'), [uid]));
    assert.deepEqual(used(), [150, 2]);
    add('INBOX', 7);
    store.write([], () => store.mailboxes.rename(ann.id, 'INBOX', 'Old'));
    assert.equal(store.users.room(ann.id, mailbox('INBOX')).inMailbox, 0);
    assert.equal(store.users.room(ann.id, mailbox('Old')).inMailbox, 7);
    assert.deepEqual(used(), [157, 3]);
    store.write([], () => store.mailboxes.remove(ann.id, 'Archive'));
    assert.deepEqual(used(), [7, 1]);
    assert.equal(store.users.usedBytes(ann.id), 7);
  });

  test('K03 what does not fit is told with its limit, at the edge and one past it', () => {
    const { store, ann, mailbox, add } = world();
    const ask = (bytes: number, name?: string) =>
      overflow(store, { userId: ann.id, bytes, ...(name ? { mailboxId: mailbox(name) } : {}) });
    assert.equal(ask(1e12), undefined, 'no limit unless told otherwise');
    store.write([], () => store.users.change('ann@test', { quotaBytes: 100, mailboxMaxBytes: 60 }));
    add('Archive', 50);
    assert.equal(ask(50), undefined);
    assert.deepEqual(ask(51), { limit: 'quota', limitBytes: 100, usedBytes: 50, never: false });
    assert.equal(ask(101)?.never, true);
    assert.equal(ask(10, 'Archive'), undefined);
    assert.deepEqual(ask(11, 'Archive'), { limit: 'mailbox', limitBytes: 60, usedBytes: 50, never: false });
    assert.equal(ask(50, 'INBOX'), undefined);
  });
});
