import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Database } from '../../../../src/engine/store/database.ts';
import { MailboxStateStore } from '../../../../src/engine/store/mailboxState.ts';
import { MessageStore, type NewMessage } from '../../../../src/engine/store/messages.ts';
import { cacheMigrations } from '../../../../src/engine/store/schema/cache.ts';
import { ServerFlags } from '../../../../src/engine/sync/flagSweep.ts';
import { accountId, mailboxId } from '../../../../src/protocol/records.ts';
import { seeded } from '../../../support/seeded.ts';

const [inbox, other] = [mailboxId.parse('minbox'), mailboxId.parse('mother')];
const uidValidity = 5;

/** A cache of two mailboxes; `read` notes each look at its rows. */
function openCache() {
  const cache = new Database(':memory:', { migrations: cacheMigrations, durability: 'normal' });
  const mailboxes = new MailboxStateStore({ cache });
  const overlay = {
    show: (key: { mailbox: typeof inbox }, flags: readonly string[]) => ({ flags, mailbox: key.mailbox }),
  };
  const messages = new MessageStore({ cache, mailboxes, overlay });
  const listed = (id: typeof inbox) => ({
    ...{ id, account: accountId.parse('aone'), path: id, name: id, delimiter: '/', specialUse: null },
    ...{ selectable: true, subscribed: true, status: undefined },
  });
  mailboxes.applyListing(accountId.parse('aone'), [listed(inbox), listed(other)]);
  const read: string[] = [];
  const uidFlags = messages.uidFlags.bind(messages);
  messages.uidFlags = (mailbox, range) => {
    read.push(`${range.first}:${range.last}`);
    return uidFlags(mailbox, range);
  };
  const { number } = mailboxes.get(inbox);
  const put = (uids: readonly number[], flags: string, mailbox = mailboxes.get(inbox)) =>
    messages.write('test', () =>
      messages.put(
        mailbox,
        uidValidity,
        uids.map((uid) => row(uid, flags)),
      ),
    );
  return { messages, mailboxes, number, read, put, close: () => cache.close() };
}
type Cache = ReturnType<typeof openCache>;

function row(uid: number, flags: string): NewMessage {
  return {
    ...{ uid, flags: words(flags), sortDate: uid * 1_000, internalDate: 0, size: 1, messageId: `<${uid}@x>` },
    ...{ threadId: 't', references: '', inReplyTo: '', from: [], to: [], subject: '', hasAttachment: false },
    searchText: '',
  };
}

const words = (flags: string) => flags.split(' ').filter((word) => word !== '');

/** As a pass does it: compares, mends, notes. Gives what differed. */
function sweep({ messages, number }: Cache, server: ReadonlyMap<number, string>) {
  const gathered = new ServerFlags();
  for (const [uid, flags] of server) gathered.add(uid, words(flags));
  const { missing, gone, changed, digests } = gathered.compare({ number, uidValidity }, messages);
  messages.write('test', () => {
    messages.putFlags(inbox, uidValidity, changed);
    messages.remove(number, uidValidity, gone);
  });
  messages.swept.note(number, digests);
  return { missing, gone: gone.toSorted((a, b) => a - b), changed: changed.map(({ uid }) => uid) };
}

/** The cache's rows as they are, whatever a sweep knows. */
function rowsOf({ messages, number }: Cache): ReadonlyMap<number, string> {
  return new Map(
    [...messages.uidFlags({ number, uidValidity }, { first: 0, last: 2 ** 32 })].sort(([a], [b]) => a - b),
  );
}

const nothing = { missing: [], gone: [], changed: [] };

describe('B02 flags sweep', () => {
  test('what did not change since the last sweep is not read from the cache again', () => {
    const cache = openCache();
    const server = new Map(Array.from({ length: 2_000 }, (_, at): [number, string] => [at + 1, '\\Seen']));
    cache.put([...server.keys()], '\\Seen');
    assert.deepEqual(sweep(cache, server), nothing);
    cache.read.length = 0;
    assert.deepEqual(sweep(cache, server), nothing);
    assert.deepEqual(cache.read, []);
    server.set(700, '');
    assert.deepEqual(sweep(cache, server), { ...nothing, changed: [700] });
    assert.deepEqual(cache.read, ['512:767']);
    cache.close();
  });

  test('a message told twice counts as it was told last, and \\Recent is no flag', () => {
    const cache = openCache();
    cache.put([1, 2], '');
    const server = new ServerFlags();
    for (const [uid, flags] of [
      [1, '\\Recent'],
      [2, ''],
      [1, '\\Seen'],
      [2, '\\Recent'],
    ] as const)
      server.add(uid, words(flags));
    const { changed, missing, gone } = server.compare({ number: cache.number, uidValidity }, cache.messages);
    assert.deepEqual({ changed, missing, gone }, { changed: [{ uid: 1, flags: ['\\Seen'] }], missing: [], gone: [] });
    cache.close();
  });

  test('a block whose missing messages could not be fetched is all that is read the next time', () => {
    const cache = openCache();
    const server = new Map(Array.from({ length: 1_000 }, (_, at): [number, string] => [at + 1, '']));
    cache.put([...server.keys()].slice(0, 900), '');
    assert.equal(sweep(cache, server).missing.length, 100);
    cache.read.length = 0;
    assert.equal(sweep(cache, server).missing.length, 100);
    assert.deepEqual(cache.read, ['768:1023']);
    cache.close();
  });

  test('rows that came and went unseen between the blocks of a sweep are found', () => {
    const cache = openCache();
    const server = new Map([
      [1, ''],
      [9_000, ''],
    ]);
    cache.put([1, 9_000], '');
    assert.deepEqual(sweep(cache, server), nothing);
    cache.put([5_000], ''); // Listed, and expunged on the server before the next sweep.
    assert.deepEqual(sweep(cache, server), { ...nothing, gone: [5_000] });
    cache.close();
  });

  test('whatever changes in the cache and on the server in between, a sweep finds just the difference', () => {
    const uids = fc.constantFrom(1, 2, 255, 256, 900);
    const flags = fc.constantFrom('', '\\Seen', '\\Seen \\Flagged');
    const step = fc.record({
      what: fc.constantFrom('put', 'flags', 'remove', 'away', 'here', 'change', 'forget', 'server', 'serverGone'),
      sweeps: fc.boolean(),
      uid: uids,
      flags,
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 40 }), (steps) => {
        const cache = openCache();
        const { messages, mailboxes, number } = cache;
        const server = new Map([1, 2, 255, 256, 900].map((one): [number, string] => [one, '']));
        cache.put([...server.keys()], '');
        const sorted = () => new Map([...server].sort(([a], [b]) => a - b));
        for (const one of steps) {
          const key = { mailbox: inbox, uidValidity, uid: one.uid };
          const away = { ...key, mailbox: other };
          if (one.what === 'put') cache.put([one.uid], one.flags);
          if (one.what === 'server') server.set(one.uid, one.flags);
          if (one.what === 'serverGone') server.delete(one.uid);
          messages.write('test', () => {
            if (one.what === 'flags')
              messages.putFlags(inbox, uidValidity, [{ uid: one.uid, flags: words(one.flags) }]);
            if (one.what === 'remove') messages.remove(number, uidValidity, [one.uid]);
            if (one.what === 'away') messages.rename([{ from: key, to: away }]);
            if (one.what === 'here') messages.rename([{ from: away, to: key }]);
            if (one.what === 'change') messages.changeFlags([key], { add: words(one.flags), remove: [] });
            if (one.what === 'forget') messages.forget(number);
          });
          if (!one.sweeps) continue;
          const before = rowsOf(cache);
          const found = sweep(cache, sorted());
          assert.deepEqual(found, {
            missing: [...sorted().keys()].filter((uid) => !before.has(uid)),
            gone: [...before.keys()].filter((uid) => !server.has(uid)),
            changed: [...sorted()]
              .filter(([uid, now]) => before.has(uid) && before.get(uid) !== now)
              .map(([uid]) => uid),
          });
          for (const uid of found.missing) cache.put([uid], server.get(uid) ?? '');
          assert.deepEqual(rowsOf(cache), sorted());
        }
        assert.equal(mailboxes.get(inbox).number, number);
        cache.close();
      }),
      seeded(12, 100),
    );
  });
});
