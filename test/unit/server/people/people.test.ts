import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { seededRandom } from '../../../../src/base/random.ts';
import { isRefusal } from '../../../../src/server/directory/directory.ts';
import { People } from '../../../../src/server/people/people.ts';
import type { Protocol } from '../../../../src/server/service.ts';
import { Sessions } from '../../../../src/server/sessions/sessions.ts';
import { Store } from '../../../../src/server/store/store.ts';
import { quickClock, testNow } from '../../../support/memoryImap.ts';
import { nastyStrings } from '../../../support/nastyStrings.ts';

const root = { name: 'root@test', remoteAddress: '192.0.2.1' };

function world() {
  let now = testNow;
  const clock = { ...quickClock(), now: () => now };
  const store = new Store({ path: ':memory:', clock });
  const sessions = new Sessions({ clock });
  const people = new People({ store, sessions, clock, random: seededRandom(1), sandbox: false });
  const logIn = async (name: string, password: string, remoteAddress = '127.0.0.1') => {
    const result = await people.guard.logIn({ protocol: 'imap', name, password, remoteAddress });
    return typeof result === 'string' ? result : 'off' in result ? result.off : result.user.address;
  };
  const cut: string[] = [];
  const connect = (user: string, protocol: Protocol = 'imap', remoteAddress = '127.0.0.1') => {
    const session = sessions.open({ protocol, remoteAddress, cut: () => cut.push(`${protocol} ${user}`) });
    session.signedIn(user);
  };
  const trail = () =>
    store.audit
      .list()
      .map(({ action, target }) => `${action} ${target}`)
      .reverse();
  return { store, people, logIn, connect, cut, trail, later: (ms: number) => (now += ms) };
}

describe('users', () => {
  test('K02 K09 every change leaves who did what to whom and when, and never a password', async () => {
    const { store, people, trail } = world();
    const { users } = people;
    await users.create(root, {
      address: 'Ann@test',
      password: 'secret one',
      role: 'admin',
      displayName: 'Ann "A" O’Hara',
    });
    await users.create(root, { address: 'bob@test', password: 'secret two' });
    users.change(root, 'bob@test', { pop3: false, quotaBytes: 10 });
    await users.setPassword(root, 'bob@test', 'secret three');
    users.rename(root, 'bob@test', 'rob@test');
    users.remove(root, 'rob@test');
    assert.deepEqual(trail(), [
      'users.create ann@test',
      'users.create bob@test',
      'users.change bob@test',
      'users.setPassword bob@test',
      'users.rename bob@test',
      'users.remove rob@test',
    ]);
    const [last, , , change] = store.audit.list();
    assert.deepEqual(
      { ...last, details: undefined },
      {
        id: 6,
        at: testNow,
        actor: 'root@test',
        remoteAddress: '192.0.2.1',
        action: 'users.remove',
        target: 'rob@test',
        details: undefined,
      },
    );
    assert.deepEqual(change?.details, { pop3: false, quotaBytes: 10 });
    assert.doesNotMatch(JSON.stringify(store.audit.list()), /secret (one|two|three)/);
    assert.deepEqual(
      store.audit.list({ before: 3, limit: 1 }).map(({ id }) => id),
      [2],
    );
    assert.equal(store.audit.list({ target: 'bob@test' }).length, 4);
    assert.equal(store.audit.list({ actor: 'nobody' }).length, 0);
  });

  test('K02 a change that is refused leaves nothing: no user, no mailbox, no trail', async () => {
    const { store, people, trail } = world();
    const { users } = people;
    await users.create(root, { address: 'ann@test', password: 'pw', role: 'admin' });
    people.addresses.setAlias(root, 'list@test', ['ann@test']);
    const before = trail();
    const attempt = (address: string, more: object = {}) => users.create(root, { address, password: 'pw', ...more });
    await assert.rejects(attempt('ANN@test'), { code: 'server.userExists' });
    await assert.rejects(attempt('list@test'), { code: 'server.addressTaken' });
    await assert.rejects(attempt('no address'), { code: 'server.badAddress' });
    await assert.rejects(attempt('bob@test', { password: '' }), { code: 'server.weakPassword' });
    for (const bad of [
      { role: 'king' },
      { quotaBytes: -1 },
      { quotaBytes: 1.5 },
      { smtp: 1 },
      { displayName: 'a\r\nb' },
      { address_: 1 },
    ])
      await assert.rejects(attempt('bob@test', bad), { code: 'server.badSetting' });
    assert.throws(() => users.change(root, 'ann@test', { role: 'none' }), { code: 'server.lastAdmin' });
    assert.throws(() => users.change(root, 'ann@test', { disabled: true }), { code: 'server.lastAdmin' });
    assert.throws(() => users.remove(root, 'ann@test'), { code: 'server.lastAdmin' });
    assert.throws(() => users.remove(root, 'eve@test'), { code: 'server.userUnknown' });
    assert.deepEqual(trail(), before);
    assert.deepEqual(
      store.users.all().map(({ address }) => address),
      ['ann@test'],
    );
    assert.equal(users.get('ann@test').role, 'admin');
  });

  test('K02 what is switched off ends at once: the sessions of this user and protocol, and no others', async () => {
    const { people, connect, cut } = world();
    const { users } = people;
    for (const address of ['ann@test', 'bob@test']) await users.create(root, { address, password: 'pw' });
    for (const user of ['ann@test', 'bob@test'])
      for (const protocol of ['imap', 'pop3'] as const) connect(user, protocol);
    users.change(root, 'ann@test', { pop3: false });
    assert.deepEqual(cut.splice(0), ['pop3 ann@test']);
    users.change(root, 'ann@test', { disabled: true });
    assert.deepEqual(cut.splice(0), ['imap ann@test', 'pop3 ann@test']);
    await users.setPassword(root, 'bob@test', 'new');
    assert.deepEqual(cut.splice(0), ['imap bob@test', 'pop3 bob@test']);
  });

  test('K02 a user who is renamed keeps mail, password, places in lists, and the old address if wanted', async () => {
    const { store, people, logIn } = world();
    for (const address of ['ann@test', 'bob@test']) await people.users.create(root, { address, password: 'pw' });
    people.addresses.setAlias(root, 'all@test', ['ann@test', 'bob@test']);
    people.addresses.setForwarding(root, 'bob@test', { to: ['ann@test'], keepsCopy: true });
    const { id } = store.mailboxes.get(store.users.get('ann@test').id, 'INBOX');
    store.write([], () =>
      store.messages.append(id, { bytes: Buffer.from('a: b\r\n\r\nx'), flags: [], internalDate: 0 }),
    );
    people.users.rename(root, 'ann@test', 'anne@test', { keepAlias: true });
    assert.equal(await logIn('anne@test', 'pw'), 'anne@test');
    assert.equal(people.users.get('anne@test').messageCount, 1);
    assert.deepEqual(store.aliases.find('all@test')?.members, ['anne@test', 'bob@test']);
    assert.deepEqual(people.users.get('bob@test').forwarding.to, ['anne@test']);
    const route = people.directory.resolve('ann@test');
    assert.ok(!isRefusal(route) && route.local[0]?.user.address === 'anne@test');
    assert.throws(() => people.users.rename(root, 'bob@test', 'anne@test'), { code: 'server.userExists' });
  });

  test('K02 who goes leaves every list; who gets the address later inherits nothing', async () => {
    const { store, people } = world();
    for (const address of ['ann@test', 'bob@test']) await people.users.create(root, { address, password: 'pw' });
    people.addresses.addDomain(root, 'test');
    people.addresses.setAlias(root, 'boss@test', ['ann@test']);
    people.addresses.setAlias(root, 'all@test', ['ann@test', 'bob@test']);
    people.addresses.setForwarding(root, 'bob@test', { to: ['ann@test'], keepsCopy: false });
    people.addresses.setCatchAll(root, 'test', 'ann@test');
    people.users.remove(root, 'ann@test');
    assert.equal(store.aliases.find('boss@test'), undefined);
    assert.deepEqual(store.aliases.find('all@test')?.members, ['bob@test']);
    assert.deepEqual(people.users.get('bob@test').forwarding, { to: [], keepsCopy: true });
    assert.deepEqual(
      people.addresses.domains().map(({ catchAll, users, aliases }) => [catchAll, users, aliases]),
      [['', 1, 1]],
    );
  });

  test('K02 a page of users, searched and sorted, with storage and last sign-in', async () => {
    const { store, people, logIn } = world();
    for (const [address, displayName] of [
      ['ann@test', 'Ann Ömer'],
      ['bob@test', '鲍勃'],
      ['cid@else', "Robert'); DROP TABLE user;--"],
    ])
      await people.users.create(root, { address: address ?? '', password: 'pw', displayName: displayName ?? '' });
    await logIn('bob@test', 'pw');
    const { id } = store.mailboxes.get(store.users.get('cid@else').id, 'INBOX');
    store.write([], () =>
      store.messages.append(id, { bytes: Buffer.from('a: b\r\n\r\nx'), flags: [], internalDate: 0 }),
    );
    const found = (query: object) => people.users.list(query).users.map(({ address }) => address);
    assert.deepEqual(found({ search: 'ÖMER' }), ['ann@test']);
    assert.deepEqual(found({ search: '鲍' }), ['bob@test']);
    assert.deepEqual(found({ search: "'); drop" }), ['cid@else']);
    assert.deepEqual(found({ search: '%' }), []);
    assert.deepEqual(found({ sort: 'used', limit: 1 }), ['cid@else']);
    assert.deepEqual(found({ sort: 'lastLogin', limit: 1 }), ['bob@test']);
    assert.deepEqual(found({ offset: 1, limit: 1 }), ['bob@test']);
    assert.deepEqual(found({ offset: 9 }), []);
    assert.equal(people.users.list({ limit: 1 }).total, 3);
    assert.equal(people.users.list().users[2]?.usedBytes, 9);
  });

  test('J04 names of every script, with quotes and dots that climb, come back as they went in and harm nothing', async () => {
    const { store, people } = world();
    let n = 0;
    for (const displayName of nastyStrings.filter((one) => one.length <= 200 && !/[\x00-\x1f\x7f]/.test(one))) {
      const { address } = await store.addUser(`u${n++}@test`, { salt: new Uint8Array(16), hash: new Uint8Array(32) });
      assert.equal(people.users.change(root, address, { displayName }).displayName, displayName);
    }
    for (const address of ["o'hara@test", 'a/b@test', '用户@例子.test', 'пользователь@test'])
      assert.equal((await people.users.create(root, { address, password: 'pw' })).address, address);
    await assert.rejects(people.users.create(root, { address: '../../etc@test', password: 'pw' }), {
      code: 'server.badAddress',
    });
    assert.equal(people.users.list().total, n + 4);
  });
});

describe('domains, aliases, groups', () => {
  test('J09 the first domain brings those along who are here; from then on other domains are somebody else’s', async () => {
    const { people } = world();
    await people.users.create(root, { address: 'ann@old.test', password: 'pw' });
    people.addresses.addDomain(root, 'New.Test.');
    assert.deepEqual(
      people.addresses.domains().map(({ name }) => name),
      ['new.test', 'old.test'],
    );
    await assert.rejects(people.users.create(root, { address: 'x@else.test', password: 'pw' }), {
      code: 'server.domainUnknown',
    });
    assert.throws(() => people.addresses.addDomain(root, 'new.test'), { code: 'server.domainExists' });
    for (const bad of ['', 'a b', '@', 'x@y', '..', '-'.repeat(300)])
      assert.throws(() => people.addresses.addDomain(root, bad), { code: 'server.badDomain' }, bad);
    assert.throws(() => people.addresses.removeDomain(root, 'old.test'), { code: 'server.domainInUse' });
    people.addresses.removeDomain(root, 'new.test');
    assert.throws(() => people.addresses.removeDomain(root, 'new.test'), { code: 'server.domainUnknown' });
  });

  test('J09 a circle is refused with its way, and the change is taken back', async () => {
    const { store, people, trail } = world();
    for (const address of ['ann@test', 'bob@test']) await people.users.create(root, { address, password: 'pw' });
    people.addresses.addDomain(root, 'test');
    people.addresses.setAlias(root, 'a@test', ['b@test']);
    people.addresses.setForwarding(root, 'ann@test', { to: ['bob@test'], keepsCopy: true });
    const before = trail();
    assert.throws(() => people.addresses.setAlias(root, 'b@test', ['A+x@test']), {
      code: 'server.mailLoop',
      data: { path: 'b@test → a@test → b@test' },
    });
    assert.throws(() => people.addresses.setForwarding(root, 'bob@test', { to: ['ann@test'], keepsCopy: true }), {
      code: 'server.mailLoop',
    });
    assert.throws(() => people.addresses.setCatchAll(root, 'test', 'a@test'), { code: 'server.mailLoop' });
    assert.equal(store.aliases.find('b@test'), undefined);
    assert.deepEqual(people.users.get('bob@test').forwarding.to, []);
    assert.deepEqual(people.addresses.domains()[0]?.catchAll, '');
    assert.deepEqual(trail(), before);
  });

  test('J09 a list has members, at most a thousand, and no address that is somebody’s', async () => {
    const { people } = world();
    await people.users.create(root, { address: 'ann@test', password: 'pw' });
    const members = Array.from({ length: 1_001 }, (_, i) => `m${i}@else.test`);
    assert.throws(() => people.addresses.setAlias(root, 'all@test', []), { code: 'server.badSetting' });
    assert.throws(() => people.addresses.setAlias(root, 'all@test', members), { code: 'server.badSetting' });
    assert.equal(people.addresses.setAlias(root, 'all@test', members.slice(1)).members.length, 1_000);
    assert.throws(() => people.addresses.setAlias(root, 'ann@test', ['x@y.test']), { code: 'server.userExists' });
    assert.deepEqual(
      people.addresses.aliases({ search: 'M1000@' }).aliases.map(({ address }) => address),
      ['all@test'],
    );
    people.addresses.removeAlias(root, 'ALL@test');
    assert.throws(() => people.addresses.removeAlias(root, 'all@test'), { code: 'server.aliasUnknown' });
  });
});

describe('who is kept out', () => {
  test('K03 a rule that keeps an address out ends its open connections, and is in the trail with what it was', () => {
    const { store, people, connect, cut } = world();
    connect('ann@test', 'imap', '10.0.0.1');
    connect('bob@test', 'imap', '10.1.0.1');
    const rule = { protocol: 'all', action: 'deny' } as const;
    const { id, cut: many } = people.access.setIpFilter(root, { ...rule, network: '10.0.0.9/16', note: 'x' });
    assert.equal(many, 1);
    assert.deepEqual(cut, ['imap ann@test']);
    assert.equal(people.access.ipFilters()[0]?.network, '10.0.0.0/16');
    people.access.removeIpFilter(root, id);
    assert.deepEqual(store.audit.list()[0]?.details, { protocol: 'all', action: 'deny' });
    assert.equal(store.audit.list()[0]?.target, '10.0.0.0/16');
    assert.throws(() => people.access.removeIpFilter(root, id), { code: 'server.filterUnknown' });
    assert.throws(() => people.access.setIpFilter(root, { ...rule, network: 'here' }), { code: 'server.badNetwork' });
    const account = { direction: 'sender', action: 'deny' } as const;
    assert.throws(() => people.access.setAccountFilter(root, { ...account, pattern: 'x y' }), {
      code: 'server.badAddress',
    });
    const made = people.access.setAccountFilter(root, { ...account, pattern: '@Bad.test' });
    assert.equal(people.gate.sender('x@bad.test')?.code, 550);
    people.access.removeAccountFilter(root, made.id);
    assert.equal(people.gate.sender('x@bad.test'), undefined);
  });

  test('K11 K09 a ban is seen, lifted and made by hand; it ends what is open', () => {
    const { people, connect, cut, trail } = world();
    connect('ann@test', 'imap', '10.0.0.1');
    people.access.ban(root, '10.0.0.1', { seconds: 60, reason: 'noise' });
    assert.deepEqual(cut, ['imap ann@test']);
    assert.deepEqual(
      people.access.bans().map(({ remoteAddress, reason }) => `${remoteAddress} ${reason}`),
      ['10.0.0.1 noise'],
    );
    people.access.lift(root, '10.0.0.1');
    assert.deepEqual(people.access.bans(), []);
    assert.deepEqual(trail(), ['bans.set 10.0.0.1', 'bans.lift 10.0.0.1']);
    assert.throws(() => people.access.ban(root, 'x', { seconds: 60 }), { code: 'server.badNetwork' });
    assert.throws(() => people.access.ban(root, '10.0.0.1', { seconds: 0 }), { code: 'server.badSetting' });
  });
});

describe('registration', () => {
  const wanted = { address: 'new@test', password: 'long enough', remoteAddress: '192.0.2.7' };

  test('J04 off until told otherwise; open, with a quota and without names that pass for the operator’s', async () => {
    const { people, logIn } = world();
    const { registration } = people;
    await assert.rejects(registration.register(wanted), { code: 'server.registrationClosed' });
    people.access.changeSettings(root, { registration: 'open', registrationQuotaBytes: 5_000 });
    await assert.rejects(registration.register(wanted), { code: 'server.registrationClosed' });
    people.addresses.addDomain(root, 'test');
    await assert.rejects(registration.register({ ...wanted, password: 'short' }), { code: 'server.weakPassword' });
    await assert.rejects(registration.register({ ...wanted, address: 'Postmaster@test' }), {
      code: 'server.addressTaken',
    });
    await assert.rejects(registration.register({ ...wanted, address: 'new@else.test' }), {
      code: 'server.domainUnknown',
    });
    const { quotaBytes, role } = await registration.register(wanted);
    assert.deepEqual([quotaBytes, role], [5_000, 'none']);
    assert.equal(await logIn('new@test', 'long enough'), 'new@test');
    await assert.rejects(registration.register(wanted), { code: 'server.userExists' });
  });

  test('J04 an invitation counts once, for whom it is, and not for ever', async () => {
    const { people, later } = world();
    const { registration } = people;
    people.addresses.addDomain(root, 'test');
    people.access.changeSettings(root, { registration: 'invitation' });
    const mine = registration.invite(root, { address: 'new@test', days: 1 });
    const anyone = registration.invite(root);
    await assert.rejects(registration.register({ ...wanted, code: 'guess' }), { code: 'server.badInvitation' });
    await assert.rejects(registration.register({ ...wanted, address: 'x@test', code: mine.code }), {
      code: 'server.badInvitation',
    });
    const both = await Promise.allSettled([
      registration.register({ ...wanted, address: 'one@test', code: anyone.code }),
      registration.register({ ...wanted, address: 'two@test', code: anyone.code }),
    ]);
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'], 'two at the same moment');
    assert.equal(people.users.list().total, 1);
    later(86_400_000);
    await assert.rejects(registration.register({ ...wanted, code: mine.code }), { code: 'server.badInvitation' });
    registration.revoke(root, mine.id);
    assert.deepEqual(
      registration.invitations().map(({ id }) => id),
      [anyone.id],
    );
  });

  test('J04 so many tries from one address in an hour', async () => {
    const { people } = world();
    people.access.changeSettings(root, { registration: 'invitation' });
    for (let i = 0; i < 10; i++) {
      await assert.rejects(people.registration.register(wanted), { code: 'server.badInvitation' });
    }
    await assert.rejects(people.registration.register(wanted), { code: 'server.locked' });
  });
});
