import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSecureContext } from 'node:tls';
import { systemRandom } from '../../../../src/base/random.ts';
import { certificates } from '../../../../src/server/certificate.ts';
import { choose } from '../../../../src/server/relay/exchangers.ts';
import { hopFor } from '../../../../src/server/relay/hops.ts';
import { type RelaySettings, smartHostPassword } from '../../../../src/server/relay/relaySettings.ts';
import { relayServer } from '../../../support/relayWorld.ts';
import { waitFor } from '../../../support/waitFor.ts';

const own = certificates({}, { now: Date.now(), random: systemRandom, hosts: ['127.0.0.1'] });
const tls = createSecureContext({ cert: own.certificate, key: own.key });
const place = (port: number, security: 'starttls' | 'opportunistic' | 'none') =>
  ({ host: '127.0.0.1', port, security }) as const;

describe('the way to another server', () => {
  test('J05 TLS where it is offered: set to be opportunistic any certificate will do, set to starttls it must verify', async () => {
    await using a = await relayServer('a.test');
    await using b = await relayServer('b.test', { clock: a.clock });
    const port = await b.listen({ tls });
    a.relayTo({ domains: [{ domain: 'b.test', ...place(port, 'starttls') }] });
    await a.send(['bob@b.test']);
    const entry = await waitFor(() => a.queue.list({ state: 'deferred' }).entries[0]);
    assert.match(entry.reply, /^4\.4\.1 net\.certificateUntrusted/);
    assert.deepEqual(b.inbox('bob'), []);
    a.relayTo({ domains: [{ domain: 'b.test', ...place(port, 'opportunistic') }] });
    a.queue.retry(a.root, entry.id);
    const [mail = ''] = await waitFor(() => b.inbox('bob').length > 0 && b.inbox('bob'));
    assert.match(mail, /Received: from mail\.a\.test .*\r\n\tby mail\.b\.test \(Mailroom\) with ESMTPS /);
  });

  test('J05 the smart host takes all other mail, signed in to', async () => {
    await using a = await relayServer('a.test', { trust: { ca: own.ca, exceptions: [] } });
    await using smart = await relayServer('smart.test', { clock: a.clock });
    await using b = await relayServer('b.test', { clock: a.clock });
    smart.relayTo({ anySender: true, domains: [{ domain: 'b.test', ...place(await b.listen(), 'none') }] });
    const port = await smart.listen({ tls, strangers: false });
    const smartHost = { ...place(port, 'starttls'), user: 'ann@smart.test' };
    a.relayTo({ smartHost }, 'wrong');
    await a.send(['bob@b.test']);
    const entry = await waitFor(() => a.queue.list({ state: 'deferred' }).entries[0]);
    assert.match(entry.reply, /^4\.4\.1 auth\.refused 127\.0\.0\.1:\d+ \(535 5\.7\.8 /);
    a.relayTo({ smartHost }, 'pw');
    a.queue.retry(a.root, entry.id);
    const [mail = ''] = await waitFor(() => b.inbox('bob').length > 0 && b.inbox('bob'));
    assert.match(mail, /by mail\.smart\.test \(Mailroom\) with ESMTPSA /);
  });

  test('J05 a password is kept for its host and user only', async () => {
    await using a = await relayServer('a.test');
    const smartHost = { ...place(587, 'starttls'), user: 'me' };
    a.relayTo({ smartHost }, 'geheim');
    a.relayTo({ smartHost, anySender: true });
    assert.equal(smartHostPassword(a.store), 'geheim');
    a.relayTo({ smartHost: { ...smartHost, host: 'elsewhere.test' } });
    assert.equal(smartHostPassword(a.store), '');
    assert.throws(() => a.relayTo({ smartHost: { ...smartHost, security: 'opportunistic' } }), {
      code: 'server.badSetting',
    });
  });

  test('J05 known servers come first, then the smart host, then the exchangers of the domain with TLS where it is offered', async () => {
    const domains = [{ domain: 'b.test', ...place(2525, 'none') }];
    const smartHost = { ...place(587, 'starttls'), user: 'me' };
    const at = { lookUp: async (domain: string) => [`mx.${domain}`], ownName: 'mail.a.test' };
    const doors = (domain: string, settings: Partial<RelaySettings>) =>
      hopFor(domain, { enabled: true, anySender: false, domains: [], ...settings }, at).doors();
    assert.deepEqual(await doors('b.test', { domains, smartHost }), [
      { endpoint: place(2525, 'none'), opportunistic: false },
    ]);
    assert.deepEqual(await doors('c.test', { domains, smartHost }), [
      { endpoint: place(587, 'starttls'), opportunistic: false },
    ]);
    assert.deepEqual(await doors('c.test', { domains }), [
      { endpoint: { host: 'mx.c.test', port: 25, security: 'starttls' }, opportunistic: true },
    ]);
  });

  test('J05 RFC 5321 §5.1 exchangers by preference, none behind ourselves; RFC 7505 §3 a null MX takes no mail', () => {
    const mx = (exchange: string, priority: number) => ({ exchange, priority });
    const ownName = 'mail.a.test';
    assert.deepEqual(choose([mx('b', 20), mx('a', 10), mx('c', 30)], ownName), ['a', 'b', 'c']);
    assert.deepEqual(choose([mx('b', 10), mx('Mail.A.test', 20), mx('c', 20), mx('d', 30)], ownName), ['b']);
    assert.throws(() => choose([mx('mail.a.test', 10), mx('b', 20)], ownName), { status: '5.4.6' });
    assert.throws(() => choose([mx('localhost', 10)], ownName), { status: '5.4.6' });
    assert.throws(() => choose([mx('', 0)], ownName), { status: '5.1.10' });
  });

  test('J05 a domain that takes no mail is reported at once; what the name server does not know for sure is asked again', async () => {
    const lookUp = async (domain: string) => {
      if (domain === 'none.test') return choose([{ exchange: '.', priority: 0 }], '');
      throw new Error('not asked for');
    };
    await using a = await relayServer('a.test', { lookUp });
    a.relayTo();
    await a.send(['x@none.test']);
    const [report = ''] = await waitFor(() => a.inbox('ann').length > 0 && a.inbox('ann'));
    assert.match(report, /Final-Recipient: rfc822; x@none\.test\r\nAction: failed\r\nStatus: 5\.1\.10\r\n/);
    await a.send(['x@odd.test']);
    const entry = await waitFor(() => a.queue.list({ state: 'deferred' }).entries[0]);
    assert.equal(entry.reply, '4.3.0 not asked for');
  });
});
