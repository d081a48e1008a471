import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MailError } from '../../../../src/base/errors.ts';
import { type Resolver, type SrvRecord, servicesBySrv } from '../../../../src/mail/net/srv.ts';

function resolver(records: { readonly [name: string]: readonly SrvRecord[] }): Resolver {
  return { srv: async (name) => records[name] ?? [], mx: async () => [] };
}
function record(name: string, port: number, priority = 0, weight = 0): SrvRecord {
  return { name, port, priority, weight };
}

describe('A01 SRV records (RFC 6186, RFC 8314)', () => {
  test('implicit TLS comes before STARTTLS, then priority, then weight', async () => {
    const found = await servicesBySrv(
      resolver({
        '_imaps._tcp.example.org': [record('b.example.org', 993, 10), record('A.example.org.', 993, 0)],
        '_imap._tcp.example.org': [record('c.example.org', 143)],
        '_submission._tcp.example.org': [record('s.example.org', 587, 0, 1), record('t.example.org', 587, 0, 5)],
      }),
      'example.org',
      'a@example.org',
    );
    assert.deepEqual(
      found?.imap.map(({ host, security }) => `${host} ${security}`),
      ['a.example.org tls', 'b.example.org tls', 'c.example.org starttls'],
    );
    assert.deepEqual(
      found?.smtp.map(({ host }) => host),
      ['t.example.org', 's.example.org'],
    );
  });

  test('a target of "." says that the service is not offered', async () => {
    const records = { '_imaps._tcp.example.org': [record('.', 0)] };
    assert.equal(await servicesBySrv(resolver(records), 'example.org', 'a@example.org'), null);
  });

  test('a name system that fails for one service does not hide the others', async () => {
    const broken: Resolver = {
      mx: async () => [],
      srv: async (name) => {
        if (name.startsWith('_imaps')) return [record('i.example.org', 993)];
        throw new MailError('net.timeout');
      },
    };
    const found = await servicesBySrv(broken, 'example.org', 'a@example.org');
    assert.equal(found?.imap[0]?.host, 'i.example.org');
  });
});
