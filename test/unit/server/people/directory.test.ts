import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AddressBook } from '../../../../src/server/directory/addressBook.ts';
import { Directory, isRefusal } from '../../../../src/server/directory/directory.ts';
import { findLoop } from '../../../../src/server/directory/loops.ts';
import { Store } from '../../../../src/server/store/store.ts';
import { quickClock, testNow } from '../../../support/memoryImap.ts';

const password = { salt: new Uint8Array(16), hash: new Uint8Array(32) };

/** Ann, Bob and Cid in two domains of ours. */
function world({ sandbox = false, domains = ['a.test', 'b.test'] } = {}) {
  const store = new Store({ path: ':memory:', clock: quickClock() });
  for (const address of ['ann@a.test', 'bob@b.test', 'cid@a.test']) store.addUser(address, password);
  if (sandbox) store.addUser('sandbox@localhost', password);
  const change = (work: () => void) => store.write([], work);
  change(() => {
    for (const domain of domains) store.domains.add(domain);
  });
  const directory = new Directory({ store, sandbox });
  /** People, then addresses elsewhere; or the code and status of the refusal. */
  const ask = (address: string, bytes?: number) => {
    const route = directory.resolve(address, bytes === undefined ? {} : { bytes });
    if (isRefusal(route)) return `${route.code} ${route.status}`;
    return [...route.local.map(({ user, address: by }) => `${user.address} as ${by}`), ...route.remote].join(', ');
  };
  const forward = (user: string, to: string[], keepsCopy: boolean) =>
    change(() => store.aliases.setForwarding(store.users.get(user).id, { to, keepsCopy }));
  return { store, directory, change, ask, forward, book: new AddressBook({ store }) };
}

describe('who gets a mail', () => {
  test('J09 six forms of an address land with whom they should', () => {
    const { store, change, ask } = world();
    change(() => {
      store.aliases.set('sales@a.test', ['bob@b.test']);
      store.aliases.set('all@a.test', ['ann@a.test', 'bob@b.test', 'sales@a.test', 'far@else.test']);
      store.domains.setCatchAll('b.test', 'cid@a.test');
    });
    assert.equal(ask('ann@a.test'), 'ann@a.test as ann@a.test');
    assert.equal(ask('ANN@A.test'), 'ann@a.test as ANN@A.test');
    assert.equal(ask('ann+news+x@a.test'), 'ann@a.test as ann+news+x@a.test');
    assert.equal(ask('sales@a.test'), 'bob@b.test as sales@a.test');
    assert.equal(ask('all+x@a.test'), 'ann@a.test as all+x@a.test, bob@b.test as all+x@a.test, far@else.test');
    assert.equal(ask('nobody@b.test'), 'cid@a.test as nobody@b.test');
  });

  test('J09 another domain is somebody else’s; in ours an unknown name is refused', () => {
    const { ask } = world();
    assert.equal(ask('x@else.test'), 'x@else.test');
    assert.equal(ask('x@a.test'), '550 5.1.1');
    assert.equal(ask(`${'x'.repeat(400)}@a.test`), '550 5.1.1');
    assert.equal(ask('+x@a.test'), '550 5.1.1');
    assert.equal(ask("'; DROP TABLE user; --@a.test"), '550 5.1.1');
    assert.equal(ask('../ann@a.test'), '550 5.1.1');
  });

  test('J09 a user with a plus of their own is found before the one without', () => {
    const { store, ask } = world();
    store.addUser('ann+work@a.test', password);
    assert.equal(ask('ann+work@a.test'), 'ann+work@a.test as ann+work@a.test');
    assert.equal(ask('ann+work+x@a.test'), 'ann+work@a.test as ann+work+x@a.test');
    assert.equal(ask('ann+home@a.test'), 'ann@a.test as ann+home@a.test');
  });

  test('J09 as long as no domain was named, users are found and all else is refused', () => {
    const { ask } = world({ domains: [] });
    assert.equal(ask('ann@a.test'), 'ann@a.test as ann@a.test');
    assert.equal(ask('x@else.test'), '550 5.1.1');
  });

  test('J09 the sandbox catches strangers and what would be forwarded away', () => {
    const { ask, forward } = world({ sandbox: true });
    forward('ann@a.test', ['ann@else.test'], true);
    assert.equal(ask('x@else.test'), 'sandbox@localhost as x@else.test');
    assert.equal(ask('x@a.test'), 'sandbox@localhost as x@a.test');
    assert.equal(ask('ann@a.test'), 'ann@a.test as ann@a.test, sandbox@localhost as ann@else.test');
  });

  test('J09 forwarding goes along, with a copy kept or not', () => {
    const { ask, forward } = world();
    forward('ann@a.test', ['bob@b.test', 'ann@else.test'], true);
    assert.equal(ask('ann@a.test'), 'ann@a.test as ann@a.test, bob@b.test as bob@b.test, ann@else.test');
    forward('ann@a.test', ['bob@b.test'], false);
    assert.equal(ask('ann@a.test'), 'bob@b.test as bob@b.test');
  });

  test('J09 a circle is found, with its way; at delivery it ends, each with one copy', () => {
    const { store, change, ask, book, forward } = world();
    change(() => {
      store.aliases.set('x@a.test', ['y@a.test']);
      store.aliases.set('y@a.test', ['z@a.test', 'ann@a.test']);
    });
    assert.equal(findLoop(book, 'x@a.test'), undefined);
    change(() => store.domains.setCatchAll('a.test', 'x@a.test'));
    assert.deepEqual(findLoop(book, 'x@a.test'), ['x@a.test', 'y@a.test', '@a.test', 'x@a.test']);
    assert.equal(ask('x@a.test'), 'ann@a.test as x@a.test');
    change(() => store.aliases.set('y@a.test', ['x@a.test']));
    assert.equal(ask('x@a.test'), '554 5.4.6');
    forward('ann@a.test', ['ANN+me@a.test'], true);
    assert.deepEqual(findLoop(book, 'ann@a.test'), ['ann@a.test', 'ann@a.test']);
  });

  test('J09 two ways to the same person are no circle', () => {
    const { store, change, book } = world();
    change(() => {
      store.aliases.set('x@a.test', ['y@a.test', 'ann@a.test']);
      store.aliases.set('y@a.test', ['ann@a.test']);
    });
    assert.equal(findLoop(book, 'x@a.test'), undefined);
  });

  test('K02 a disabled user is refused and forwards nothing; others of a list get theirs', () => {
    const { store, change, ask, forward, directory } = world();
    forward('ann@a.test', ['bob@b.test'], true);
    change(() => store.users.change('ann@a.test', { disabled: true }));
    assert.equal(ask('ann@a.test'), '550 5.2.1');
    change(() => store.aliases.set('all@a.test', ['ann@a.test', 'cid@a.test']));
    const route = directory.resolve('all@a.test');
    assert.ok(!isRefusal(route));
    assert.deepEqual(
      route.refused?.map(({ refusal }) => refusal.status),
      ['5.2.1'],
    );
    assert.equal(ask('all@a.test'), 'cid@a.test as all@a.test');
  });

  test('K03 a full mailbox is told for now, one that is too small for good', () => {
    const { store, change, ask } = world();
    change(() => store.users.change('ann@a.test', { quotaBytes: 10 }));
    assert.equal(ask('ann@a.test', 10), 'ann@a.test as ann@a.test');
    assert.equal(ask('ann@a.test', 11), '552 5.2.2');
    const { id } = store.mailboxes.get(store.users.get('ann@a.test').id, 'INBOX');
    change(
      () => void store.messages.append(id, { bytes: new Uint8Array(6).fill(97), flags: [], internalDate: testNow }),
    );
    assert.equal(ask('ann@a.test', 5), '452 4.2.2');
    assert.equal(ask('ann@a.test'), 'ann@a.test as ann@a.test');
  });

  test('J09 postmaster of a domain of ours reaches its administrators', () => {
    const { store, change, ask } = world();
    assert.equal(ask('postmaster@b.test'), '550 5.1.1');
    change(() => store.users.change('cid@a.test', { role: 'admin' }));
    assert.equal(ask('Postmaster@b.test'), 'cid@a.test as Postmaster@b.test');
  });
});
