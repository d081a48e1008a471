import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { systemClock } from '../../../../src/base/clock.ts';
import { silentLogger } from '../../../../src/base/log.ts';
import { systemRandom } from '../../../../src/base/random.ts';
import { machineTrust } from '../../../../src/mail/net/endpoint.ts';
import { openSmtp } from '../../../../src/mail/smtp/connection.ts';
import { submit } from '../../../../src/mail/smtp/submit.ts';
import { AdminClient } from '../../../../src/server/admin/adminClient.ts';
import { administer } from '../../../../src/server/cli/administration.ts';
import { queueForms } from '../../../../src/server/cli/queue.ts';
import { adminWorld } from '../../../support/adminWorld.ts';
import { relayServer } from '../../../support/relayWorld.ts';
import { waitFor } from '../../../support/waitFor.ts';

const password = 'a good password';
const shared = { clock: systemClock, random: systemRandom, log: silentLogger };
const place = (port: number) => ({ domain: 'b.test', host: '127.0.0.1', port, security: 'none' });

/** A whole server of a.test with ann, and how its administration is asked. */
async function world() {
  const made = await adminWorld();
  const { admin, data, server } = made;
  await admin.ask('POST', '/api/domains', { name: 'a.test' });
  await admin.ask('POST', '/api/users', { address: 'ann@a.test', password });
  const readFile = (path: string) => readFileSync(path, 'utf8');
  const dependencies = { ...shared, version: '0', readFile, readInput: async () => '' };
  return {
    ...made,
    relayTo: (port: number) =>
      admin.ask('PUT', '/api/relay', { enabled: true, anySender: false, domains: [place(port)] }),
    async mailroom(...args: readonly string[]) {
      const { out } = await administer(queueForms, [...args, '--data', data], dependencies);
      return out;
    },
    async send(...recipients: readonly string[]) {
      const endpoint = { host: '127.0.0.1', port: server.ports.smtp ?? 0, security: 'none' } as const;
      const session = await openSmtp({ endpoint, trust: machineTrust, ...shared });
      await session.login({ user: 'ann@a.test', secret: password });
      const bytes = (async function* () {
        yield Buffer.from('Subject: x\r\n\r\nhi\r\n');
      })();
      const mail = { from: 'ann@a.test', recipients, size: 20, has8Bit: false, bytes };
      const { verdicts } = await submit(session, mail, { beforeFinalDot: () => {} });
      return verdicts.map(({ outcome }) => outcome);
    },
  };
}

describe('the queue over HTTP and from the command line', () => {
  test('K08 seen, held, tried again, deleted and bounced; each leaves its line in the trail', async () => {
    await using w = await world();
    await using b = await relayServer('b.test');
    const port = await b.listen();
    assert.deepEqual(await w.send('bob@b.test'), ['refused'], 'nothing leaves before it is switched on');
    await w.relayTo(1);
    assert.deepEqual(await w.send('ann@b.test', 'bob@b.test', 'x@b.test', 'y@b.test'), Array(4).fill('accepted'));
    const rows = await waitFor(async () => {
      const lines = await w.mailroom('list', '--state', 'deferred');
      return lines.length === 4 && lines.map((line) => line.split('\t'));
    });
    assert.match(rows[0]?.at(-1) ?? '', /^4\.4\.1 net\.refused/);
    const idOf = (to: string) => rows.find((row) => row[3] === to)?.[0] ?? '';
    await w.mailroom('hold', idOf('ann@b.test'));
    await w.mailroom('bounce', idOf('x@b.test'));
    await w.mailroom('delete', idOf('y@b.test'), '--tell');
    await w.relayTo(port);
    await w.mailroom('retry', idOf('bob@b.test'));
    await waitFor(() => b.inbox('bob').length === 1);
    const [held] = await w.mailroom('list', '--state', 'held', '--json');
    assert.equal(JSON.parse(held ?? '{}').to, 'ann@b.test');
    await w.mailroom('release', idOf('ann@b.test'));
    await waitFor(() => b.inbox('ann').length === 1);
    const { users } = Object(await w.asked('/api/users'));
    assert.equal(users[0].messageCount, 2, 'two reports');
    const { entries } = Object(await w.asked('/api/audit'));
    const actions = entries.map(({ action }: { action: string }) => action);
    for (const action of ['relay.set', 'queue.hold', 'queue.bounce', 'queue.remove', 'queue.retry', 'queue.release'])
      assert.ok(actions.includes(action), action);
    await assert.rejects(w.mailroom('retry', '4711'), { code: 'server.noSuchThing' });
    await assert.rejects(w.mailroom('retry', '1;2'), { code: 'cli.usage' });
  });

  test('K08 settings are printed and given back; the password of the smart host is never shown', async () => {
    await using w = await world();
    const file = join(w.data, 'relay.json');
    const [before = ''] = await w.mailroom('settings');
    assert.deepEqual(JSON.parse(before), { enabled: false, anySender: false, domains: [], hasPassword: false });
    const smartHost = { host: 'smart.test', port: 587, security: 'starttls', user: 'me' };
    writeFileSync(file, JSON.stringify({ ...JSON.parse(before), smartHost, password: 'geheim-4711' }));
    const [after = ''] = await w.mailroom('settings', '--file', file);
    assert.deepEqual(JSON.parse(after), { ...JSON.parse(before), smartHost, hasPassword: true });
    const trail = JSON.stringify(await w.asked('/api/audit'));
    assert.ok(trail.includes('relay.set'));
    assert.ok(!`${after}${trail}`.includes('geheim'));
    for (const wrong of [{ security: 'opportunistic' }, { security: 'none' }, { port: 0 }]) {
      const bad = { ...JSON.parse(before), smartHost: { ...smartHost, ...wrong } };
      writeFileSync(file, JSON.stringify(bad));
      await assert.rejects(w.mailroom('settings', '--file', file), { code: /server\.bad(Setting|Request)/ });
    }
  });

  test('K08 who may look changes nothing, and operators no way out', async () => {
    await using w = await world();
    for (const role of ['readOnly', 'operator'])
      await w.admin.ask('POST', '/api/users', { address: `${role}@a.test`, password, role });
    const signIn = async (name: string) => {
      const reply = await w.admin.ask('POST', '/api/sign-in', { name, password, bearer: true });
      return new AdminClient({ url: w.url, token: String(Object(reply).token) });
    };
    const [readOnly, operator] = [await signIn('readonly@a.test'), await signIn('operator@a.test')];
    assert.deepEqual(await readOnly.ask('GET', '/api/queue'), { entries: [], total: 0 });
    await assert.rejects(readOnly.ask('POST', '/api/queue/1/hold'), { code: 'server.notAllowed' });
    await assert.rejects(operator.ask('POST', '/api/queue/1/hold'), { code: 'server.noSuchThing' });
    const all = { enabled: true, anySender: true, domains: [] };
    await assert.rejects(operator.ask('PUT', '/api/relay', all), { code: 'server.notAllowed' });
  });

  test('J05 the sandbox has no way out and no queue, whatever is set', async () => {
    await using w = await adminWorld({ sandbox: true });
    const all = { enabled: true, anySender: true, domains: [place(1)] };
    await assert.rejects(w.admin.ask('PUT', '/api/relay', all), { code: 'server.noSuchThing' });
    await assert.rejects(w.admin.ask('GET', '/api/queue'), { code: 'server.noSuchThing' });
  });
});
