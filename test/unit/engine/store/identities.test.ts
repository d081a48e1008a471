import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { seededRandom } from '../../../../src/base/random.ts';
import { assertIdentity } from '../../../../src/engine/accounts/validateIdentity.ts';
import { AccountStore } from '../../../../src/engine/store/accounts.ts';
import { Database } from '../../../../src/engine/store/database.ts';
import { IdentityStore } from '../../../../src/engine/store/identities.ts';
import { userMigrations } from '../../../../src/engine/store/schema/user.ts';
import { type IdentityConfig, identityId } from '../../../../src/protocol/identities.ts';
import { type AccountId, accountId } from '../../../../src/protocol/records.ts';
import { virtualClock } from '../../../support/virtualClock.ts';

function open() {
  const [clock, random] = [virtualClock(), seededRandom(1)];
  const user = new Database(':memory:', { migrations: userMigrations, durability: 'full' });
  const accounts = new AccountStore({ user, clock, random });
  return { accounts, identities: new IdentityStore({ user, accounts, clock, random }) };
}

function config(account: AccountId, change: Partial<IdentityConfig> = {}): IdentityConfig {
  return {
    ...{ account, label: 'Work', name: 'Ann W', address: 'ann@work.test', aliases: ['*@shop.test'] },
    ...{ replyTo: '', bccSelf: false, signature: { format: 'markdown', text: '*Ann*' }, signaturePlace: 'above' },
    ...change,
  };
}

const settings = { address: 'ann@example.test', name: 'Ann', auth: 'password' } as const;

describe('identities in user.db', () => {
  test('A07 an account has its main identity by itself; others are kept, changed and forgotten', () => {
    const { accounts, identities } = open();
    const [one, two] = [accounts.add(settings), accounts.add({ ...settings, address: 'sam@home.test', name: 'Sam' })];
    const shown = () => identities.all().map(({ address, isMain }) => `${address}${isMain ? ' main' : ''}`);
    assert.deepEqual(shown(), ['ann@example.test main', 'sam@home.test main']);
    const id = identities.save(config(one));
    assert.deepEqual(shown(), ['ann@example.test main', 'ann@work.test', 'sam@home.test main']);
    assert.deepEqual(identities.all()[1], { ...config(one), id, isMain: false });
    assert.equal(identities.save(config(two, { address: 'ann@new.test' }), id), id);
    assert.deepEqual(shown(), ['ann@example.test main', 'sam@home.test main', 'ann@new.test']);
    identities.remove(id);
    assert.deepEqual(shown(), ['ann@example.test main', 'sam@home.test main']);
    assert.throws(() => identities.remove(id), { code: 'identity.unknown' });
  });

  test('A07 what is added to a main identity is kept; name and address stay the account’s', () => {
    const { accounts, identities } = open();
    const account = accounts.add(settings);
    const main = identities.all()[0]?.id;
    identities.save(config(account, { bccSelf: true }), main);
    accounts.update(account, { ...settings, name: 'Ann Renamed' });
    const [found, ...more] = identities.all();
    assert.deepEqual(more, []);
    assert.deepEqual([found?.name, found?.address, found?.bccSelf], ['Ann Renamed', 'ann@example.test', true]);
    assert.equal(found?.signature?.text, '*Ann*');
  });

  test('A07 identities go with their account', () => {
    const { accounts, identities } = open();
    const account = accounts.add(settings);
    identities.save(config(account));
    accounts.remove(account);
    assert.deepEqual(identities.all(), []);
  });

  test('A07 unknown accounts and identities are refused', () => {
    const { accounts, identities } = open();
    const account = accounts.add(settings);
    assert.throws(() => identities.save(config(accountId.parse('anone'))), { code: 'account.unknown' });
    assert.throws(() => identities.save(config(account), identityId.parse('inone')), { code: 'identity.unknown' });
  });

  for (const [field, change] of [
    ['address', { address: 'ann' }],
    ['aliases', { aliases: ['a@x.test', '*@*'] }],
    ['aliases', { aliases: ['*work.test'] }],
    ['name', { name: 'Ann\nBcc: x@y.test' }],
    ['label', { label: 'a\u0000b' }],
    ['replyTo', { replyTo: 'nobody' }],
  ] as const) {
    test(`A07 an identity with a bad ${field} is refused: ${JSON.stringify(change)}`, () => {
      assert.throws(() => assertIdentity(config(accountId.parse('a1'), change)), {
        code: 'identity.bad',
        data: { field, value: Object.values(change).flat().at(-1) },
      });
    });
  }

  test('A07 a good one is taken', () => {
    assertIdentity(config(accountId.parse('a1'), { replyTo: 'Desk <desk@work.test>; b@x.test' }));
  });
});
