import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Bans } from '../../../../src/server/people/bans.ts';
import { Gate } from '../../../../src/server/people/gate.ts';
import { writePeopleSettings } from '../../../../src/server/people/peopleSettings.ts';
import { RateLimits } from '../../../../src/server/people/rateLimits.ts';
import { Sessions } from '../../../../src/server/sessions/sessions.ts';
import type { FilterAction, IpFilter } from '../../../../src/server/store/filters.ts';
import { Store } from '../../../../src/server/store/store.ts';
import { virtualClock } from '../../../support/virtualClock.ts';

function world() {
  const clock = virtualClock();
  const store = new Store({ path: ':memory:', clock });
  const bans: Bans = new Bans({ store, clock, isExempt: (address) => gate.isInvited(address) });
  const gate: Gate = new Gate({ store, clock, bans, rates: new RateLimits({ clock }) });
  const rule = (action: FilterAction, network: string, protocol: IpFilter['protocol'] = 'all') =>
    store.write([], () => store.filters.setIp({ network, protocol, action, note: '' }));
  const account = (action: FilterAction, direction: 'sender' | 'recipient', pattern: string) =>
    store.write([], () => store.filters.setAccount({ pattern, direction, action, note: '' }));
  const set = (changes: { [name: string]: unknown }) => store.write([], () => writePeopleSettings(store, changes));
  const fail = (address: string, times: number, name = 'ann@test') => {
    for (let i = 0; i < times; i++) bans.failed(address, name);
  };
  return { clock, store, bans, gate, rule, account, set, fail };
}

describe('who may connect', () => {
  test('K03 the narrowest network decides, for one protocol before all', () => {
    const { gate, rule } = world();
    assert.equal(gate.admit('smtp', '10.1.2.3'), undefined);
    rule('deny', '10.0.0.0/8');
    rule('allow', '10.1.0.0/16');
    rule('deny', '10.1.0.0/16', 'pop3');
    rule('deny', '2001:db8::/32');
    rule('deny', '10.3.0.0/16', 'smtp');
    rule('allow', '10.3.0.0/16');
    assert.equal(gate.admit('smtp', '10.2.0.1')?.reason, 'denied');
    assert.equal(gate.admit('smtp', '::ffff:10.2.0.1')?.reason, 'denied');
    assert.equal(gate.admit('smtp', '10.1.2.3'), undefined);
    assert.equal(gate.admit('pop3', '10.1.2.3')?.reason, 'denied');
    assert.equal(gate.admit('smtp', '10.3.0.1')?.reason, 'denied');
    assert.equal(gate.admit('imap', '10.3.0.1'), undefined);
    assert.equal(gate.admit('imap', '2001:db8:ffff::1')?.reason, 'denied');
    assert.equal(gate.admit('imap', '2001:db9::1'), undefined);
    assert.equal(gate.admit('imap', ''), undefined);
  });

  test('K03 with everybody denied only the invited come in', () => {
    const { gate, rule } = world();
    rule('deny', '0.0.0.0/0');
    rule('deny', '::/0');
    rule('allow', '127.0.0.1');
    assert.equal(gate.admit('imap', '192.0.2.1')?.reason, 'denied');
    assert.equal(gate.admit('imap', '::1')?.reason, 'denied');
    assert.equal(gate.admit('imap', '127.0.0.1'), undefined);
  });

  test('K03 a new rule cuts the open connections that it means, and no others', () => {
    const { clock, gate, rule } = world();
    const sessions = new Sessions({ clock });
    const cut: string[] = [];
    for (const [protocol, remoteAddress] of [
      ['smtp', '10.0.0.1'],
      ['imap', '10.0.0.1'],
      ['imap', '10.0.0.2'],
    ] as const)
      sessions.open({ protocol, remoteAddress, cut: () => cut.push(`${protocol} ${remoteAddress}`) });
    assert.equal(
      sessions.cut((one) => gate.mustCut(one)),
      0,
    );
    rule('deny', '10.0.0.1', 'imap');
    assert.equal(
      sessions.cut((one) => gate.mustCut(one)),
      1,
    );
    assert.deepEqual(cut, ['imap 10.0.0.1']);
  });

  test('K03 a rule that was taken back, or whose transaction failed, does not hold', () => {
    const { store, gate, rule } = world();
    const id = rule('deny', '10.0.0.1');
    assert.ok(gate.admit('imap', '10.0.0.1'));
    store.write([], () => store.filters.removeIp(id));
    assert.equal(gate.admit('imap', '10.0.0.1'), undefined);
    assert.throws(() =>
      store.write([], () => {
        store.filters.setIp({ network: '10.0.0.1', protocol: 'all', action: 'deny', note: '' });
        throw new Error('no');
      }),
    );
    assert.equal(gate.admit('imap', '10.0.0.1'), undefined);
  });
});

describe('bans', () => {
  test('K11 five failures ban the address for the set time, on every protocol', async () => {
    const { clock, gate, bans, fail } = world();
    const told: string[] = [];
    bans.banned.on((address) => told.push(address));
    fail('192.0.2.1', 4);
    assert.equal(gate.admit('imap', '192.0.2.1'), undefined);
    fail('192.0.2.1', 1);
    for (const protocol of ['smtp', 'imap', 'pop3'] as const)
      assert.equal(gate.admit(protocol, '192.0.2.1')?.reason, 'banned');
    assert.match(gate.admit('imap', '192.0.2.1')?.words ?? '', /wrong passwords .* 900 seconds/);
    assert.deepEqual(told, ['192.0.2.1']);
    assert.equal(gate.admit('imap', '192.0.2.2'), undefined);
    assert.deepEqual(
      bans.list().map(({ remoteAddress, reason }) => [remoteAddress, reason]),
      [['192.0.2.1', '5 wrong passwords']],
    );
    await clock.advance(899_000);
    assert.ok(gate.admit('imap', '192.0.2.1'));
    await clock.advance(1_000);
    assert.equal(gate.admit('imap', '192.0.2.1'), undefined);
    assert.deepEqual(bans.list(), []);
  });

  test('K11 a ban is lifted by hand, and outlives a restart', () => {
    const { clock, store, bans, gate, fail } = world();
    fail('2001:db8::1', 5);
    const again = new Bans({ store, clock });
    assert.ok(again.find('2001:db8::ffff'), 'the same /64');
    store.write([], () => bans.lift('2001:db8::1'));
    assert.equal(gate.admit('imap', '2001:db8::1'), undefined);
    fail('2001:db8::1', 4);
    assert.equal(gate.admit('imap', '2001:db8::1'), undefined, 'it begins anew');
  });

  test('K11 failures of long ago, and one’s own before the right password, are forgiven; guesses at others are not', async () => {
    const { clock, bans, gate, fail } = world();
    fail('192.0.2.1', 4);
    await clock.advance(600_000);
    fail('192.0.2.1', 4);
    bans.succeeded('192.0.2.1', 'ann@test');
    fail('192.0.2.1', 4, 'bob@test');
    bans.succeeded('192.0.2.1', 'ann@test');
    assert.equal(gate.admit('imap', '192.0.2.1'), undefined);
    fail('192.0.2.1', 1, 'cid@test');
    assert.ok(gate.admit('imap', '192.0.2.1'));
  });

  test('K11 whom a rule lets in is never banned, and nobody is with the limit at 0', () => {
    const { gate, rule, set, fail } = world();
    fail('192.0.2.9', 5);
    assert.ok(gate.admit('imap', '192.0.2.9'));
    rule('allow', '192.0.2.0/24');
    assert.equal(gate.admit('imap', '192.0.2.9'), undefined, 'a rule is stronger than a ban from before');
    fail('192.0.2.1', 50);
    assert.equal(gate.admit('imap', '192.0.2.1'), undefined);
    set({ banAfterFailures: 0 });
    fail('198.51.100.1', 50);
    assert.equal(gate.admit('imap', '198.51.100.1'), undefined);
  });
});

describe('who may write to whom', () => {
  test('K03 a denied account is refused with 550, as sender and as recipient apart; the closest pattern decides', () => {
    const { gate, account } = world();
    account('deny', 'sender', 'eve@bad.test');
    account('deny', 'sender', '@spam.test');
    account('allow', 'sender', 'good@spam.test');
    account('deny', 'recipient', 'closed@a.test');
    const code = (refusal: { code: number; status: string } | undefined) =>
      refusal && `${refusal.code} ${refusal.status}`;
    assert.equal(code(gate.sender('EVE@bad.test')), '550 5.7.1');
    assert.equal(code(gate.sender('eve+x@bad.test')), '550 5.7.1');
    assert.equal(gate.sender('ann@bad.test'), undefined);
    assert.equal(code(gate.sender('x@spam.test')), '550 5.7.1');
    assert.equal(gate.sender('good@spam.test'), undefined);
    assert.equal(gate.sender(''), undefined, 'a report has no sender');
    assert.equal(code(gate.recipient('closed@a.test')), '550 5.7.1');
    assert.equal(gate.recipient('eve@bad.test'), undefined);
    account('deny', 'recipient', '*');
    account('allow', 'recipient', '@a.test');
    assert.equal(code(gate.recipient('x@b.test')), '550 5.7.1');
    assert.equal(gate.recipient('x@a.test'), undefined);
  });

  test('K03 so many messages an hour, by user and by address; the words say when', async () => {
    const { clock, gate, set } = world();
    set({ userMessagesPerHour: 2, userRecipientsPerHour: 10, addressMessagesPerHour: 1 });
    const send = (user: string | undefined, recipients = 1) =>
      gate.message({ ...(user ? { user } : {}), remoteAddress: '192.0.2.1', recipients });
    assert.equal(send('ann@test'), undefined);
    assert.equal(send('ann@test'), undefined);
    assert.equal(send('ann@test')?.status, '4.7.1');
    assert.match(send('ann@test')?.words ?? '', /1800 seconds/);
    assert.equal(send('bob@test', 10), undefined);
    assert.equal(send('bob@test', 1)?.code, 450);
    assert.equal(send(undefined), undefined);
    assert.equal(send(undefined)?.code, 450);
    await clock.advance(1_800_000);
    assert.equal(send('ann@test'), undefined);
    assert.equal(send('ann@test')?.code, 450);
  });

  test('K03 so many connections a minute, and a flood of addresses costs no memory', async () => {
    const { clock, gate, set } = world();
    set({ addressConnectionsPerMinute: 3 });
    for (let i = 0; i < 3; i++) assert.equal(gate.admit('smtp', '192.0.2.1'), undefined);
    assert.equal(gate.admit('smtp', '192.0.2.1')?.reason, 'tooMany');
    assert.equal(gate.admit('smtp', '192.0.2.2'), undefined);
    await clock.advance(20_000);
    assert.equal(gate.admit('smtp', '192.0.2.1'), undefined);
    clock.set(0);
    assert.equal(
      gate.admit('smtp', '192.0.2.1')?.reason,
      'tooMany',
      'a clock that goes back forgives nothing and locks nobody out for ever',
    );
  });

  test('K03 settings that make no sense are refused, and what was set before holds', () => {
    const { store, set } = world();
    set({ banSeconds: 60 });
    for (const bad of [{ banSeconds: -1 }, { banSeconds: 1.5 }, { banSeconds: '9' }, { registration: 'yes' }, { x: 1 }])
      assert.throws(() => set(bad), { code: 'server.badSetting' });
    assert.equal(store.write([], () => writePeopleSettings(store, {})).banSeconds, 60);
  });
});
