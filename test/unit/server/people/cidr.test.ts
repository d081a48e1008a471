import assert from 'node:assert/strict';
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { bannedNetwork, contains, networkText, parseIp, parseNetwork } from '../../../../src/server/people/cidr.ts';
import { seeded } from '../../../support/seeded.ts';

const run = seeded(4632, 400);
const mappedBefore = '::ffff:';

describe('networks', () => {
  test('K03 a network holds just the addresses that the runtime’s own list holds', () => {
    const pair = fc.oneof(
      fc.record({
        a: fc.ipV4(),
        b: fc.ipV4(),
        prefix: fc.nat(32),
        near: fc.boolean(),
        family: fc.constant('ipv4' as const),
      }),
      fc.record({
        a: fc.ipV6(),
        b: fc.ipV6(),
        prefix: fc.nat(128),
        near: fc.boolean(),
        family: fc.constant('ipv6' as const),
      }),
    );
    fc.assert(
      fc.property(pair, ({ a, b, prefix, near, family }) => {
        if (a.toLowerCase().startsWith(mappedBefore) || b.toLowerCase().startsWith(mappedBefore)) return;
        const list = new BlockList();
        list.addSubnet(a, prefix, family);
        const other = near ? networkText(parseNetwork(`${a}/${family === 'ipv4' ? 32 : 128}`)) : b;
        const bytes = parseIp(other);
        assert.ok(bytes, other);
        assert.equal(contains(parseNetwork(`${a}/${prefix}`), bytes), list.check(other, family));
      }),
      run,
    );
  });

  test('K03 what is written is read again as the same network', () => {
    const text = fc.oneof(
      fc.tuple(fc.ipV4(), fc.nat(32)).map(([ip, prefix]) => `${ip}/${prefix}`),
      fc.tuple(fc.ipV6(), fc.nat(128)).map(([ip, prefix]) => `${ip}/${prefix}`),
    );
    fc.assert(
      fc.property(text, (one) => {
        const written = networkText(parseNetwork(one));
        assert.deepEqual(parseNetwork(written), parseNetwork(one));
        assert.equal(networkText(parseNetwork(written)), written);
      }),
      run,
    );
  });

  test('K03 an address is one exactly where the runtime says so, and no text throws anything else', () => {
    const text = fc.oneof(fc.stringMatching(/^[0-9a-f:.]{0,20}$/), fc.string({ maxLength: 30 }), fc.ipV4(), fc.ipV6());
    fc.assert(
      fc.property(text, (one) => {
        if (one.includes('%')) return;
        assert.equal(parseIp(one) !== undefined, isIPv4(one) || isIPv6(one), JSON.stringify(one));
        try {
          parseNetwork(one);
        } catch (error) {
          assert.equal(Reflect.get(Object(error), 'code'), 'server.badNetwork');
        }
      }),
      run,
    );
  });

  test('K03 lengths at the edge and one past it', () => {
    for (const bad of [
      '1.2.3.4/33',
      '::/129',
      '1.2.3.4/-1',
      '1.2.3.4/',
      '1.2.3.4/8/8',
      '/8',
      '',
      '01.2.3.4',
      '1.2.3',
      '::ffff:1.2.3.4/95',
    ])
      assert.throws(() => parseNetwork(bad), { code: 'server.badNetwork' }, bad);
    assert.equal(networkText(parseNetwork('10.1.2.3/8')), '10.0.0.0/8');
    assert.equal(networkText(parseNetwork('0.0.0.0/0')), '0.0.0.0/0');
    assert.equal(networkText(parseNetwork('2001:DB8:0:0:1::/65')), '2001:db8::/65');
    assert.equal(networkText(parseNetwork('::ffff:10.0.0.0/104')), '10.0.0.0/8');
  });

  test('K11 IPv6 is banned by the /64 that one customer has; IPv4 in IPv6 clothes is IPv4', () => {
    assert.equal(bannedNetwork('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64');
    assert.equal(bannedNetwork('::ffff:192.0.2.1'), '192.0.2.1');
    assert.equal(bannedNetwork('fe80::1%eth0'), 'fe80::/64');
    assert.equal(bannedNetwork('not an address'), 'not an address');
  });
});
