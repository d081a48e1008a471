import assert from 'node:assert/strict';
import { Duplex } from 'node:stream';
import { describe, test } from 'node:test';
import { systemClock } from '../../../../src/base/clock.ts';
import { MailError } from '../../../../src/base/errors.ts';
import { assertTakesPassword } from '../../../../src/engine/accounts/credentials.ts';
import { lookupAccount } from '../../../../src/engine/accounts/lookup.ts';
import { assertAccountConfig } from '../../../../src/engine/accounts/validate.ts';
import type { DialTls } from '../../../../src/mail/net/fetchDocument.ts';
import type { Resolver, SrvRecord } from '../../../../src/mail/net/srv.ts';
import type { AccountConfig } from '../../../../src/protocol/records.ts';

interface World {
  readonly mx?: readonly string[];
  readonly srv?: { readonly [name: string]: readonly SrvRecord[] };
  /** Host → the whole HTTP answer. */
  readonly web?: { readonly [host: string]: string };
}

function world({ mx = [], srv = {}, web = {} }: World) {
  const asked: string[] = [];
  const resolver: Resolver = {
    async mx(domain) {
      asked.push(`MX ${domain}`);
      return mx;
    },
    async srv(name) {
      asked.push(`SRV ${name}`);
      return srv[name] ?? [];
    },
  };
  const dialTls: DialTls = async (host, port) => {
    asked.push(`TLS ${host}:${port}`);
    const answer = web[host];
    if (answer === undefined) throw new MailError('net.hostNotFound', { data: { host, port } });
    return scriptedSocket(answer);
  };
  const lookup = (address: string) =>
    lookupAccount(address, { clock: systemClock, resolver, dialTls }, { signal: new AbortController().signal });
  return { lookup, asked };
}

/** A socket of memory: answers whatever is asked. */
function scriptedSocket(answer: string): Duplex {
  const socket: Duplex = new Duplex({
    read() {},
    write(_chunk, _encoding, done) {
      socket.push(answer);
      socket.push(null);
      done();
    },
  });
  return socket;
}

function http(body: string, status = '200 OK', headers = ''): string {
  return `HTTP/1.1 ${status}\r\nContent-Type: text/xml\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const document = `<clientConfig version="1.1"><emailProvider id="example.test">
  <incomingServer type="imap"><hostname>mail.%EMAILDOMAIN%</hostname><port>993</port><socketType>SSL</socketType>
  <username>%EMAILLOCALPART%</username><authentication>password-cleartext</authentication></incomingServer>
  <outgoingServer type="smtp"><hostname>mail.%EMAILDOMAIN%</hostname><port>587</port><socketType>STARTTLS</socketType>
  <username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication></outgoingServer>
  </emailProvider></clientConfig>`;

describe('A01 looking up the servers of an address', () => {
  test('a known provider is found without a single question', async () => {
    const { lookup, asked } = world({});
    const found = await lookup('12345@qq.com');
    assert.equal(found.source, 'table');
    assert.deepEqual(found.config?.imap, { host: 'imap.qq.com', port: 993, security: 'tls' });
    assert.equal(found.provider?.auth, 'code');
    assert.deepEqual(asked, []);
  });

  test('iCloud: the IMAP user is the part before the @, the SMTP user the address', async () => {
    const { config } = await world({}).lookup('zhang@icloud.com');
    assert.equal(config?.imap?.user, 'zhang');
    assert.equal(config?.smtp?.user, undefined);
  });

  test('Outlook takes no password and says so', async () => {
    const { provider, config } = await world({}).lookup('a@outlook.com');
    assert.equal(provider?.passwordWorks, false);
    assert.equal(config?.auth, 'oauth2');
  });

  test('a company domain whose mail Tencent hosts gets Exmail’s servers', async () => {
    const { lookup } = world({ mx: ['mxbiz1.qq.com'] });
    const { provider, config } = await lookup('a@company.example');
    assert.equal(provider?.id, 'exmail');
    assert.equal(config?.imap?.host, 'imap.exmail.qq.com');
    assert.equal(config?.address, 'a@company.example');
  });

  test('an unknown domain is asked itself and nobody else', async () => {
    const { lookup, asked } = world({ web: { 'autoconfig.example.test': http(document) } });
    const found = await lookup('zhang@example.test');
    assert.equal(found.source, 'autoconfig');
    assert.deepEqual(found.config?.imap, { host: 'mail.example.test', port: 993, security: 'tls', user: 'zhang' });
    assert.deepEqual(found.config?.smtp, { host: 'mail.example.test', port: 587, security: 'starttls' });
    for (const question of asked) assert.match(question, /example\.test(:443)?$/);
  });

  test('the well-known place and SRV records serve as well', async () => {
    const wellKnown = world({ web: { 'example.test': http(document) } });
    assert.equal((await wellKnown.lookup('zhang@example.test')).source, 'autoconfig');
    const records = { '_imaps._tcp.example.test': [{ name: 'i.example.test', port: 993, priority: 0, weight: 0 }] };
    const srv = await world({ srv: records }).lookup('zhang@example.test');
    assert.equal(srv.source, 'srv');
    assert.equal(srv.config?.imap?.host, 'i.example.test');
  });

  test('B04 POP3 is taken where a domain offers nothing else, by its document and by SRV', async () => {
    const popOnly = document.replace('type="imap"', 'type="pop3"').replace('993', '995');
    const found = await world({ web: { 'autoconfig.example.test': http(popOnly) } }).lookup('zhang@example.test');
    assert.equal(found.source, 'autoconfig');
    assert.deepEqual(found.config?.pop3, { host: 'mail.example.test', port: 995, security: 'tls', user: 'zhang' });
    assert.equal(found.config?.imap, undefined);
    const at = (name: string, port: number) => [{ name, port, priority: 0, weight: 0 }];
    const records = { '_pop3s._tcp.example.test': at('p.example.test', 995) };
    const srv = await world({ srv: records }).lookup('zhang@example.test');
    assert.equal(srv.config?.pop3?.host, 'p.example.test');
    const both = { ...records, '_imaps._tcp.example.test': at('i.example.test', 993) };
    const { config } = await world({ srv: both }).lookup('zhang@example.test');
    assert.deepEqual([config?.imap?.host, config?.pop3], ['i.example.test', undefined]);
  });

  test('a redirect is followed inside the domain and over https only', async () => {
    const to = (location: string) => http('', '302 Found', `Location: ${location}\r\n`);
    const inside = world({
      web: { 'autoconfig.example.test': to('https://www.example.test/c.xml'), 'www.example.test': http(document) },
    });
    assert.equal((await inside.lookup('a@example.test')).source, 'autoconfig');
    for (const location of ['https://evil.example/c.xml', 'http://www.example.test/c.xml', 'https://127.0.0.1/c.xml']) {
      const outside = world({
        web: {
          'autoconfig.example.test': to(location),
          'evil.example': http(document),
          'www.example.test': http(document),
          '127.0.0.1': http(document),
        },
      });
      assert.equal((await outside.lookup('a@example.test')).source, 'guess', location);
      assert.equal(
        outside.asked.some((one) => /evil|127\.|www/.test(one)),
        false,
      );
    }
  });

  test('answers that are no document lead to a short form', async () => {
    for (const answer of [http('<html/>'), http('', '404 Not Found'), 'SSH-2.0-x\r\n', http('x'.repeat(200_000))]) {
      const found = await world({ web: { 'autoconfig.example.test': answer } }).lookup('a@example.test');
      assert.equal(found.source, 'guess');
      assert.deepEqual(found.config?.imap, { host: 'imap.example.test', port: 993, security: 'tls' });
    }
  });

  test('what is no address is said so', async () => {
    for (const address of ['', 'zhang', 'a@', '@b.example', 'a@b c', 'a\r\n@b.example'])
      await assert.rejects(world({}).lookup(address), { code: 'account.badAddress' }, JSON.stringify(address));
  });
});

describe('settings that cannot work are refused', () => {
  const good: AccountConfig = {
    address: 'a@example.test',
    name: 'A',
    auth: 'password',
    imap: { host: 'imap.example.test', port: 993, security: 'tls' },
  };

  test('what is right passes', () => assert.doesNotThrow(() => assertAccountConfig(good)));

  test('A02 an account that signs in by a token is told so: nothing is tried as its password', () => {
    const endpoint = { host: 'imap.example.test', port: 993, security: 'tls' } as const;
    assert.throws(() => assertTakesPassword({ ...good, auth: 'oauth2' }, endpoint), { code: 'auth.needsOauth' });
    assert.doesNotThrow(() => assertTakesPassword(good, endpoint));
  });

  test('line breaks in names and logins, host names that are none, no server at all, plain text elsewhere', () => {
    const bad: readonly (readonly [Partial<AccountConfig>, string])[] = [
      [{ address: 'nobody' }, 'account.badAddress'],
      [{ name: 'a\r\nb' }, 'account.badConfig'],
      [{ user: 'a\nb' }, 'account.badConfig'],
      [{ imap: { host: 'a b', port: 993, security: 'tls' } }, 'account.badConfig'],
      [{ imap: { host: 'imap.example.test', port: 143, security: 'none' } }, 'net.plaintextRefused'],
    ];
    for (const [change, code] of bad) assert.throws(() => assertAccountConfig({ ...good, ...change }), { code });
    const { imap: _none, ...without } = good;
    assert.throws(() => assertAccountConfig(without), { code: 'account.badConfig' });
    const pop3 = { host: 'pop.example.test', port: 995, security: 'tls' } as const;
    assert.doesNotThrow(() => assertAccountConfig({ ...without, pop3 }));
    const plain = { ...pop3, security: 'none' } as const;
    assert.throws(() => assertAccountConfig({ ...without, pop3: plain }), { code: 'net.plaintextRefused' });
    assert.doesNotThrow(() => assertAccountConfig({ ...good, pop3 }));
  });
});
