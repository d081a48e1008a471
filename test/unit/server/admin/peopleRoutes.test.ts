import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AdminClient } from '../../../../src/server/admin/adminClient.ts';
import { adminWorld } from '../../../support/adminWorld.ts';

const password = 'a good password';

/** A server with a user of each role, each signed in. */
async function world() {
  const made = await adminWorld();
  const { admin, url } = made;
  const signIn = async (name: string) => {
    const reply = await admin.ask('POST', '/api/sign-in', { name, password, bearer: true });
    return new AdminClient({ url, token: String(Object(reply).token) });
  };
  for (const role of ['none', 'readOnly', 'operator', 'admin'])
    await admin.ask('POST', '/api/users', { address: `${role}@here.test`, password, role });
  return {
    ...made,
    none: await signIn('none@here.test'),
    readOnly: await signIn('readonly@here.test'),
    operator: await signIn('operator@here.test'),
    boss: await signIn('admin@here.test'),
  };
}

const refused = { code: 'server.notAllowed' };

describe('people over HTTP', () => {
  test('K02 users are made, listed, switched, renamed and deleted by requests', async () => {
    await using w = await world();
    const { boss } = w;
    const path = '/api/users/ann%40here.test';
    await boss.ask('POST', '/api/users', { address: 'Ann@here.test', password, displayName: '安娜' });
    await assert.rejects(boss.ask('POST', '/api/users', { address: 'ann@here.test', password }), {
      code: 'server.userExists',
    });
    const off = Object(await boss.ask('PATCH', path, { smtp: false, quotaBytes: 1_000_000 }));
    assert.deepEqual([off.smtp, off.imap, off.quotaBytes, off.displayName], [false, true, 1_000_000, '安娜']);
    const { users, total } = Object(await boss.ask('GET', '/api/users?search=%E5%AE%89%E5%A8%9C'));
    assert.deepEqual([total, users[0].address], [1, 'ann@here.test']);
    await boss.ask('POST', `${path}/rename`, { to: 'anna@here.test' });
    await assert.rejects(boss.ask('GET', path), { code: 'server.userUnknown' });
    await boss.ask('DELETE', '/api/users/anna%40here.test');
    const { entries } = Object(await boss.ask('GET', '/api/audit?actor=admin%40here.test'));
    const actions = entries.map(({ action }: { action: string }) => action);
    assert.deepEqual(actions, ['users.remove', 'users.rename', 'users.change', 'users.create', 'account.signIn']);
  });

  test('K06 each role may do what it may, and no more', async () => {
    await using w = await world();
    await assert.rejects(w.none.ask('GET', '/api/users'), refused);
    await w.readOnly.ask('GET', '/api/users');
    await assert.rejects(w.readOnly.ask('POST', '/api/services/imap/stop'), refused);
    await assert.rejects(w.readOnly.ask('PATCH', '/api/users/none%40here.test', { imap: false }), refused);
    await w.operator.ask('POST', '/api/services/imap/restart');
    await w.operator.ask('PATCH', '/api/users/none%40here.test', { imap: false });
    await assert.rejects(w.operator.ask('PATCH', '/api/settings', { hostName: 'other.test' }), refused);
  });

  test('K06 an operator makes nobody an administrator, and takes over no account that is one', async () => {
    await using w = await world();
    const { operator } = w;
    await assert.rejects(operator.ask('PATCH', '/api/users/none%40here.test', { role: 'admin' }), refused);
    await assert.rejects(
      operator.ask('POST', '/api/users', { address: 'x@here.test', password, role: 'admin' }),
      refused,
    );
    for (const target of ['admin', 'operator'])
      await assert.rejects(operator.ask('PUT', `/api/users/${target}%40here.test/password`, { password }), refused);
    await assert.rejects(operator.ask('DELETE', '/api/users/admin%40here.test'), refused);
    await assert.rejects(operator.ask('POST', '/api/users/admin%40here.test/rename', { to: 'a@here.test' }), refused);
    const csv = 'address,role\nx@here.test,admin';
    await assert.rejects(operator.ask('POST', '/api/users-import', { csv, mode: 'create' }), refused);
  });

  test('K06 a role that was taken away and an account that was disabled count at once', async () => {
    await using w = await world();
    await w.admin.ask('PATCH', '/api/users/operator%40here.test', { role: 'none' });
    await assert.rejects(w.operator.ask('GET', '/api/users'), refused);
    await w.admin.ask('PATCH', '/api/users/readonly%40here.test', { disabled: true });
    await assert.rejects(w.readOnly.ask('GET', '/api/users'), { code: 'server.signInFirst' });
  });

  test('K03 domains, groups, forwarding and rules by requests; a circle and a rule that is none are refused', async () => {
    await using w = await world();
    const { admin } = w;
    await admin.ask('POST', '/api/domains', { name: 'here.test' });
    await admin.ask('PUT', '/api/aliases/all%40here.test', { members: ['none@here.test', 'admin@here.test'] });
    await admin.ask('PUT', '/api/users/none%40here.test/forwarding', { to: ['admin@here.test'], keepsCopy: false });
    const circle = { to: ['none@here.test'], keepsCopy: false };
    await assert.rejects(admin.ask('PUT', '/api/users/admin%40here.test/forwarding', circle), {
      code: 'server.mailLoop',
    });
    await assert.rejects(
      admin.ask('POST', '/api/ip-filters', { network: '300.1.1.1', protocol: 'all', action: 'deny' }),
      { code: 'server.badNetwork' },
    );
    const rule = { network: '203.0.113.0/24', protocol: 'all', action: 'deny' };
    const { id } = Object(await admin.ask('POST', '/api/ip-filters', rule));
    const { filters } = Object(await admin.ask('GET', '/api/ip-filters'));
    assert.equal(filters[0].network, '203.0.113.0/24');
    await admin.ask('DELETE', `/api/ip-filters/${id}`);
    await admin.ask('PUT', '/api/bans/203.0.113.9', { seconds: 60, reason: 'guesses' });
    assert.equal(Object(await admin.ask('GET', '/api/bans')).bans[0].remoteAddress, '203.0.113.9');
  });

  test('J04 nobody registers unless it is allowed; with an invitation once', async () => {
    await using w = await world();
    const anybody = new AdminClient({ url: w.url, token: '' });
    const register = (address: string, code: string) =>
      anybody.ask('POST', '/api/register', { address, password: 'long enough', code });
    await assert.rejects(register('new@here.test', ''), { code: 'server.registrationClosed' });
    await w.admin.ask('POST', '/api/domains', { name: 'here.test' });
    await w.admin.ask('PATCH', '/api/people-settings', { registration: 'invitation' });
    const { code } = Object(await w.admin.ask('POST', '/api/invitations', {}));
    assert.deepEqual(await register('new@here.test', code), { address: 'new@here.test' });
    await assert.rejects(register('newer@here.test', code), { code: 'server.badInvitation' });
  });
});
