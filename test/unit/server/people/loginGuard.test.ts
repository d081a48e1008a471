import assert from 'node:assert/strict';
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { describe, test } from 'node:test';
import { seededRandom } from '../../../../src/base/random.ts';
import { LoginGuard } from '../../../../src/server/loginGuard.ts';
import { hashPassword } from '../../../../src/server/passwords.ts';
import { Bans } from '../../../../src/server/people/bans.ts';
import type { Protocol } from '../../../../src/server/service.ts';

import { Store } from '../../../../src/server/store/store.ts';
import type { UserSettings } from '../../../../src/server/store/users.ts';
import { quickClock, testNow } from '../../../support/memoryImap.ts';

async function world() {
  let now = testNow;
  const clock = { ...quickClock(), now: () => now };
  const store = new Store({ path: ':memory:', clock });
  const random = seededRandom(1);
  store.addUser('ann@test', await hashPassword('pw', random));
  const bans = new Bans({ store, clock });
  const guard = new LoginGuard({ store, clock, bans, random });
  const logIn = async (password: string, { protocol = 'imap', from = '192.0.2.1', name = 'Ann@Test' } = {}) => {
    const by = protocol === 'smtp' || protocol === 'pop3' ? protocol : 'imap';
    const result = await guard.logIn({ protocol: by, name, password, remoteAddress: from });
    return typeof result === 'string' ? result : 'off' in result ? result.off : result.user.address;
  };
  const change = (changes: Partial<UserSettings>) => store.write([], () => store.users.change('ann@test', changes));
  return { store, guard, bans, logIn, change, later: (ms: number) => (now += ms), clock };
}

const protocols: readonly Protocol[] = ['smtp', 'imap', 'pop3'];

describe('signing in', () => {
  test('K02 a protocol that is off is told after the right password only; the others work', async () => {
    const { logIn, change } = await world();
    change({ smtp: false });
    assert.equal(await logIn('pw', { protocol: 'smtp' }), 'SMTP is switched off for this account');
    assert.equal(await logIn('no', { protocol: 'smtp' }), 'wrong');
    assert.equal(await logIn('pw', { protocol: 'pop3' }), 'ann@test');
    assert.equal(await logIn('pw', { protocol: 'imap' }), 'ann@test');
    change({ disabled: true });
    for (const protocol of protocols) assert.equal(await logIn('pw', { protocol }), 'this account is disabled');
  });

  test('K09 the last sign-in is kept by protocol and address, without a write for each', async () => {
    const { store, logIn, later } = await world();
    const { id } = store.users.get('ann@test');
    await logIn('pw');
    await logIn('no');
    later(1_000);
    await logIn('pw', { protocol: 'pop3', from: '192.0.2.2' });
    later(1_000);
    await logIn('pw');
    assert.deepEqual(store.logins.of(id), [
      { protocol: 'imap', remoteAddress: '192.0.2.1', at: testNow + 2_000 },
      { protocol: 'pop3', remoteAddress: '192.0.2.2', at: testNow + 1_000 },
    ]);
    assert.equal(store.users.details('ann@test').lastLoginAt, testNow + 2_000);
  });

  test('K09 a sign-in that is still held goes along with the next transaction, even of another; one of a user who is gone goes nowhere', async () => {
    const { store, logIn } = await world();
    await logIn('pw');
    await logIn('pw', { from: '192.0.2.9' });
    store.write([], () => {});
    assert.equal(store.users.details('ann@test').lastLoginAt, testNow);
    await logIn('pw', { from: '192.0.2.10' });
    store.write([], () => store.users.remove('ann@test'));
    store.logins.note(1, 'imap', '192.0.2.11'); // Signed in at the moment of going.
    store.write([], () => {});
    assert.deepEqual([store.users.all(), store.logins.of(1)], [[], []]);
  });

  test('K11 five wrong passwords ban the address: the right one is not even looked at', async () => {
    const { store, bans, logIn, later } = await world();
    for (let i = 0; i < 5; i++) assert.equal(await logIn('no'), 'wrong');
    assert.equal(await logIn('pw'), 'busy');
    assert.equal(await logIn('pw', { from: '192.0.2.2' }), 'ann@test');
    store.write([], () => bans.lift('192.0.2.1'));
    assert.equal(await logIn('pw'), 'ann@test');
    for (let i = 0; i < 5; i++) await logIn('no', { name: `guess${i}@test` });
    assert.equal(await logIn('pw'), 'busy');
    later(900_000);
    assert.equal(await logIn('pw'), 'ann@test');
  });

  test('K11 guesses at the same moment count one after the other', async () => {
    const { logIn } = await world();
    const results = await Promise.all(Array.from({ length: 20 }, (_, i) => logIn(`guess ${i}`)));
    assert.equal(results.filter((result) => result === 'wrong').length, 5);
    assert.equal(results.filter((result) => result === 'busy').length, 15);
  });

  test('K11 guesses at one user from everywhere shut that door for a minute', async () => {
    const { logIn, later } = await world();
    for (let i = 0; i < 20; i++) await logIn('no', { from: `198.51.100.${i}` });
    assert.equal(await logIn('pw', { from: '203.0.113.1' }), 'busy');
    later(60_000);
    assert.equal(await logIn('pw', { from: '203.0.113.1' }), 'ann@test');
  });

  test('J04 the old password is refused once there is a new one, remembered or not', async () => {
    const { store, logIn } = await world();
    assert.equal(await logIn('pw'), 'ann@test');
    const next = await hashPassword('next', seededRandom(2));
    store.write([], () => store.users.setPassword('ann@test', next));
    assert.equal(await logIn('pw'), 'wrong');
    assert.equal(await logIn('next'), 'ann@test');
  });

  test('J04 SCRAM-SHA-256: the keys fit the password, and a name that nobody has gets keys of its own, always the same', async () => {
    const { store, guard, clock } = await world();
    const signIn = { protocol: 'imap', name: 'ANN@test', remoteAddress: '192.0.2.1' } as const;
    const keys = guard.scramKeys(signIn);
    assert.ok(keys !== 'busy');
    const salted = pbkdf2Sync('pw', keys.salt, keys.iterations, 32, 'sha256');
    const hmac = (text: string) => createHmac('sha256', salted).update(text).digest();
    assert.ok(keys.iterations >= 4_096);
    assert.deepEqual(Buffer.from(keys.storedKey), createHash('sha256').update(hmac('Client Key')).digest());
    assert.deepEqual(Buffer.from(keys.serverKey), hmac('Server Key'));
    const nobody = { ...signIn, name: 'nobody@test' };
    const again = new LoginGuard({ store, clock });
    assert.deepEqual(again.scramKeys(nobody), guard.scramKeys(nobody));
    assert.notDeepEqual(guard.scramKeys(nobody), guard.scramKeys({ ...nobody, name: 'other@test' }));
    assert.equal(await guard.scramDone(nobody, true), 'wrong');
    assert.deepEqual(await guard.scramDone(signIn, true), { user: store.users.get('ann@test') });
    for (let i = 0; i < 5; i++) assert.equal(await guard.scramDone(signIn, false), 'wrong');
    assert.equal(guard.scramKeys(signIn), 'busy');
  });
});
