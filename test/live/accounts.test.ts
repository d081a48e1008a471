/** Accounts against real sockets: scripted servers that strip, lie and stall, self-signed certificates, a real Dovecot. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import { checkAccount } from '../../src/engine/accounts/check.ts';
import type { Trust } from '../../src/mail/net/endpoint.ts';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { accountCheck } from '../../src/protocol/methods/accountCheck.ts';
import { accountList } from '../../src/protocol/methods/accountList.ts';
import { accountRemove } from '../../src/protocol/methods/accountRemove.ts';
import { secretProvide } from '../../src/protocol/methods/secretProvide.ts';
import type { AccountConfig, Endpoint, SecretRequest, ServiceCheck } from '../../src/protocol/records.ts';
import { startEngine } from '../support/engine.ts';
import { freePort, portOf } from '../support/freePort.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { waitFor } from '../support/waitFor.ts';
import { type Certificates, makeCertificates } from './servers/certificates.ts';
import { startDovecot } from './servers/dovecot.ts';

const secret = 'S3cret-码-pässword';
const noTrust: Trust = { exceptions: [] };

/** Answers by lines; `say` writes a line. Everything that the client sent is kept. */
type Script = (line: string, say: (text: string) => void, socket: Socket) => void;
interface Scripted {
  readonly port: number;
  readonly received: () => string;
  close(): void;
}

async function folder(): Promise<string> {
  const made = await tempFolder('accounts');
  after(() => made[Symbol.asyncDispose]());
  return made.path;
}

async function scripted(greeting: string, script: Script): Promise<Scripted> {
  const chunks: Buffer[] = [];
  const server = createServer((socket) => serve(socket, greeting, script, chunks));
  return started(server, chunks);
}

async function scriptedTls(certificates: Certificates, greeting: string, script: Script): Promise<Scripted> {
  const chunks: Buffer[] = [];
  const options = { cert: await readFile(certificates.certificate), key: await readFile(certificates.key) };
  const server = createTlsServer(options, (socket) => serve(socket, greeting, script, chunks));
  server.on('tlsClientError', () => {}); // A client that distrusts us hangs up: that is the test.
  return started(server, chunks);
}

function serve(socket: Socket, greeting: string, script: Script, chunks: Buffer[]): void {
  let rest = '';
  const say = (text: string) => void socket.write(`${text}\r\n`);
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    rest += chunk.toString('latin1');
    const lines = rest.split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) script(line, say, socket);
  });
  if (greeting) say(greeting);
}

async function started(server: Server, chunks: readonly Buffer[]): Promise<Scripted> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  after(close);
  return { port: portOf(server), received: () => Buffer.concat(chunks).toString('latin1'), close };
}

/** A server that would take the password, if it were given one. */
const honestImap: Script = (line, say, socket) => {
  const [tag = '*', command = ''] = line.split(' ');
  if (/^capability$/i.test(command)) say('* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR');
  if (/^logout$/i.test(command)) {
    say('* BYE');
    say(`${tag} OK`);
    socket.end();
    return;
  }
  if (command) say(`${tag} OK done`);
};

const honestSmtp: Script = (line, say, socket) => {
  if (/^EHLO/i.test(line)) {
    say('250-here');
    say('250 AUTH PLAIN LOGIN');
  } else if (/^AUTH/i.test(line)) say('235 welcome');
  else if (/^QUIT/i.test(line)) {
    say('221 bye');
    socket.end();
  } else say(/^STARTTLS/i.test(line) ? '502 5.5.1 not implemented' : '250 ok');
};

function config(parts: { imap?: Endpoint; smtp?: Endpoint }): AccountConfig {
  return { address: 'zhang.wei@example.test', name: 'Zhang Wei', auth: 'password', ...parts };
}

function check(account: AccountConfig, trust = noTrust, signal = new AbortController().signal) {
  const dependencies = { clock: systemClock, log: silentLogger, trust, clientVersion: '0.0.0' };
  const options = { signal, onProgress() {} };
  return checkAccount(account, { incoming: secret, outgoing: secret }, dependencies, options);
}

async function checkImap(port: number, security: Endpoint['security'], trust = noTrust): Promise<ServiceCheck> {
  return (await check(config({ imap: { host: '127.0.0.1', port, security } }), trust)).incoming;
}

async function checkSmtp(port: number, security: Endpoint['security'], trust = noTrust): Promise<ServiceCheck> {
  const imap: Endpoint = { host: '127.0.0.1', port: await freePort(), security: 'tls' };
  const { outgoing } = await check(config({ imap, smtp: { host: '127.0.0.1', port, security } }), trust);
  assert.ok(outgoing);
  return outgoing;
}

const encoded = [
  secret,
  Buffer.from(secret, 'utf8').toString('latin1'),
  Buffer.from(secret, 'utf8').toString('base64'),
  Buffer.from(`\0zhang.wei@example.test\0${secret}`, 'utf8').toString('base64'),
];

function assertNoCredentials(server: Scripted): void {
  const received = server.received();
  for (const form of encoded) assert.equal(received.includes(form), false);
  assert.equal(/\b(LOGIN|AUTHENTICATE|AUTH)\b/i.test(received), false, received);
}

describe('A04 a server that strips STARTTLS gets no credentials', () => {
  const imapScripts: { readonly [name: string]: readonly [greeting: string, script: Script] } = {
    'IMAP leaves it out of its capabilities': ['* OK ready', honestImap],
    'IMAP greets as signed in already': ['* PREAUTH welcome', honestImap],
    'IMAP offers it and refuses': [
      '* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN] ready',
      (line, say, socket) => {
        if (/STARTTLS/i.test(line)) say(`${line.split(' ')[0]} NO not now`);
        else honestImap(line, say, socket);
      },
    ],
    'IMAP says more than its OK before the handshake': [
      '* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN] ready',
      (line, say, socket) => {
        if (/STARTTLS/i.test(line)) say(`${line.split(' ')[0]} OK go on\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN`);
        else honestImap(line, say, socket);
      },
    ],
  };
  const smtpScripts: { readonly [name: string]: readonly [greeting: string, script: Script] } = {
    'SMTP leaves it out of EHLO': ['220 ready', honestSmtp],
    'SMTP offers it and answers 454': [
      '220 ready',
      (line, say, socket) => {
        if (/^STARTTLS/i.test(line)) say('454 4.7.0 TLS not available due to temporary reason');
        else if (/^EHLO/i.test(line)) say('250-here\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN');
        else honestSmtp(line, say, socket);
      },
    ],
    'SMTP says 220 and goes on in plain text': [
      '220 ready',
      (line, say, socket) => {
        if (/^STARTTLS/i.test(line)) {
          say('220 go\r\n250-here\r\n250 AUTH PLAIN LOGIN\r\n235 welcome');
          socket.once('data', () => say('250-here\r\n250 AUTH PLAIN LOGIN'));
        } else if (/^EHLO/i.test(line)) say('250-here\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN');
        else honestSmtp(line, say, socket);
      },
    ],
  };

  for (const [name, [greeting, script]] of Object.entries(imapScripts)) {
    test(name, { timeout: 30_000 }, async () => {
      const server = await scripted(greeting, script);
      const result = await checkImap(server.port, 'starttls');
      assert.equal(result.ok, false);
      assert.match(result.failure?.code ?? '', /^net\.(startTlsMissing|notTls)$/);
      assertNoCredentials(server);
    });
  }
  for (const [name, [greeting, script]] of Object.entries(smtpScripts)) {
    test(name, { timeout: 30_000 }, async () => {
      const server = await scripted(greeting, script);
      const result = await checkSmtp(server.port, 'starttls');
      assert.equal(result.ok, false);
      assert.match(result.failure?.code ?? '', /^net\.(startTlsMissing|notTls)$/);
      assertNoCredentials(server);
    });
  }
});

describe('A04 plain text is for this computer only', () => {
  test('127.0.0.1 without TLS is signed in to when asked for', async () => {
    const server = await scripted('* OK ready', honestImap);
    const result = await checkImap(server.port, 'none');
    assert.deepEqual(result.failure, null);
  });

  test('any other host is refused before a packet leaves', async () => {
    const { incoming } = await check(config({ imap: { host: '192.0.2.1', port: 143, security: 'none' } }));
    assert.equal(incoming.failure?.code, 'net.plaintextRefused');
  });
});

describe('A04 a certificate that does not verify is described and asked about', () => {
  test('self-signed over TLS: name, dates and fingerprint, and no credentials; accepted, it signs in', async () => {
    const certificates = await makeCertificates(await folder(), { commonName: 'mail.example.test' });
    const server = await scriptedTls(certificates, '* OK ready', honestImap);
    const result = await checkImap(server.port, 'tls');
    assert.equal(result.failure?.code, 'net.certificateUntrusted');
    const { certificate } = result;
    assert.ok(certificate);
    assert.match(certificate.subject, /mail\.example\.test/);
    assert.match(certificate.issuer, /Mailroom test CA/);
    assert.match(certificate.fingerprint256, /^([\dA-F]{2}:){31}[\dA-F]{2}$/);
    assert.ok(certificate.validFrom < Date.now() && certificate.validTo > Date.now());
    assertNoCredentials(server);

    const accepted = { exceptions: [{ ...certificate }] };
    assert.equal((await checkImap(server.port, 'tls', accepted)).failure, null);
    const withCa = { exceptions: [], ca: await readFile(certificates.ca, 'utf8') };
    assert.equal((await checkImap(server.port, 'tls', withCa)).failure, null);
  });

  test('an accepted certificate that changed, or one accepted for another port, is refused', async () => {
    const certificates = await makeCertificates(await folder());
    const server = await scriptedTls(certificates, '* OK ready', honestImap);
    const fingerprint256 = Array(32).fill('AA').join(':');
    const changed = { exceptions: [{ host: '127.0.0.1', port: server.port, fingerprint256 }] };
    assert.equal((await checkImap(server.port, 'tls', changed)).failure?.code, 'net.certificateChanged');
    const elsewhere = { exceptions: [{ host: '127.0.0.1', port: server.port + 1, fingerprint256 }] };
    assert.equal((await checkImap(server.port, 'tls', elsewhere)).failure?.code, 'net.certificateUntrusted');
    assertNoCredentials(server);
  });

  test('a name that is not the server’s, and a date that has passed, are told as such', async () => {
    const other = await makeCertificates(await folder(), { names: ['DNS:other.example.test'] });
    const named = await scriptedTls(other, '* OK ready', honestImap);
    const trustOther = { exceptions: [], ca: await readFile(other.ca, 'utf8') };
    assert.equal((await checkImap(named.port, 'tls', trustOther)).failure?.code, 'net.certificateName');
    assertNoCredentials(named);
  });

  test('STARTTLS of SMTP: the certificate is judged before AUTH', async () => {
    const certificates = await makeCertificates(await folder());
    const secure = { cert: await readFile(certificates.certificate), key: await readFile(certificates.key) };
    const overTls: Buffer[] = [];
    const server = await scripted('220 ready', (line, say, socket) => {
      if (/^EHLO/i.test(line)) say('250-here\r\n250 STARTTLS');
      if (!/^STARTTLS/i.test(line)) return;
      say('220 go');
      socket.removeAllListeners('data');
      const upgraded = new TLSSocket(socket, { isServer: true, ...secure });
      serve(upgraded, '', honestSmtp, overTls);
    });
    const result = await checkSmtp(server.port, 'starttls');
    assert.equal(result.failure?.code, 'net.certificateUntrusted');
    assert.ok(result.certificate);
    assert.equal(Buffer.concat(overTls).toString('latin1').includes('AUTH'), false);
    const accepted = { exceptions: [{ ...result.certificate }] };
    assert.equal((await checkSmtp(server.port, 'starttls', accepted)).failure, null);
    assert.equal(Buffer.concat(overTls).toString('latin1').includes('AUTH PLAIN'), true);
  });
});

describe('A02 what a person is told when a server does not let them in', () => {
  test('QQ refuses the password: the code says so, the server’s words are kept apart, the secret is masked', async () => {
    const words = '535 Login fail. Account is abnormal, service is not open, password is incorrect';
    const smtp = await scripted('220 smtp.qq.com', (line, say, socket) => {
      if (/^AUTH/i.test(line)) say(`${words} ${secret}`);
      else honestSmtp(line, say, socket);
    });
    const imap = await scripted('* OK ready', (line, say, socket) => {
      const [tag, command = ''] = line.split(' ');
      if (/^(LOGIN|AUTHENTICATE)$/i.test(command))
        say(`${tag} NO [AUTHENTICATIONFAILED] Login fail. Password is incorrect`);
      else honestImap(line, say, socket);
    });
    const account = config({
      imap: { host: '127.0.0.1', port: imap.port, security: 'none' },
      smtp: { host: '127.0.0.1', port: smtp.port, security: 'none' },
    });
    const { incoming, outgoing } = await check({ ...account, provider: 'qq' });
    assert.equal(incoming.failure?.code, 'auth.needsCode');
    assert.equal(outgoing?.failure?.code, 'auth.needsCode');
    assert.equal(outgoing?.failure?.data['provider'], 'QQ Mail');
    assert.match(outgoing?.serverSaid ?? '', /^535 Login fail/);
    assert.equal(JSON.stringify({ incoming, outgoing }).includes(secret), false);
  });

  test('a server that closes after its greeting, before it, or speaks HTTP', { timeout: 60_000 }, async () => {
    const greeting = await scripted('* OK ready', (_line, _say, socket) => socket.destroy());
    assert.equal((await checkImap(greeting.port, 'none')).failure?.code, 'net.closed');
    const bye = await scripted('* BYE too busy', () => {});
    assert.equal((await checkImap(bye.port, 'none')).failure?.code, 'net.closed');
    const http = await scripted('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n', (_line, _say, socket) =>
      socket.end(),
    );
    assert.equal((await checkSmtp(http.port, 'none')).failure?.code, 'net.notMailServer');
    const closing = createServer((socket) => socket.end());
    const port = await started(closing, []);
    assert.equal((await checkSmtp(port.port, 'none')).failure?.code, 'net.closed');
  });

  test('nobody listens, the name does not exist, TLS is spoken to a plain port', { timeout: 60_000 }, async () => {
    assert.equal((await checkImap(await freePort(), 'tls')).failure?.code, 'net.refused');
    const missing = await check(config({ imap: { host: 'nobody.invalid', port: 993, security: 'tls' } }));
    assert.match(missing.incoming.failure?.code ?? '', /^net\.(hostNotFound|unreachable)$/);
    const plain = await scripted('* OK ready', honestImap);
    assert.equal((await checkImap(plain.port, 'tls')).failure?.code, 'net.notTls');
    assertNoCredentials(plain);
  });

  test('giving up frees the caller at once', { timeout: 10_000 }, async () => {
    const silent = await scripted('', () => {});
    const controller = new AbortController();
    const account = config({ imap: { host: '127.0.0.1', port: silent.port, security: 'none' } });
    const checking = check(account, noTrust, controller.signal);
    setTimeout(() => controller.abort(), 50);
    await assert.rejects(checking, { code: 'engine.cancelled' });
  });
});

describe('an account on a real Dovecot', () => {
  test('a password beyond ASCII signs in over TLS and STARTTLS; a wrong one is refused', {
    timeout: 60_000,
  }, async () => {
    const address = 'zhang.wei@example.test';
    await using dovecot = await startDovecot({ users: [{ address, password: secret }], tls: 'required' });
    const trust = { exceptions: [], ca: await readFile(dovecot.ca, 'utf8') };
    const at = (port: number, security: Endpoint['security']): Endpoint => ({ host: 'localhost', port, security });
    const overTls = await check(config({ imap: at(dovecot.imapsPort, 'tls') }), trust);
    assert.equal(overTls.incoming.failure, null);
    const overStartTls = await check(config({ imap: at(dovecot.imapPort, 'starttls') }), trust);
    assert.equal(overStartTls.incoming.failure, null);
    const untrusted = await check(config({ imap: at(dovecot.imapPort, 'starttls') }));
    assert.equal(untrusted.incoming.failure?.code, 'net.certificateUntrusted');
    const other = config({ imap: at(dovecot.imapsPort, 'tls') });
    const wrong = await check({ ...other, user: 'nobody@example.test' }, trust);
    assert.equal(wrong.incoming.failure?.code, 'auth.refused');
    assert.match(wrong.incoming.serverSaid, /Authentication failed/);
  });
});

describe('A03 where a secret is, and where it is not', () => {
  test('an engine asks its clients, syncs, and leaves no trace of the secret on disk', {
    timeout: 90_000,
  }, async () => {
    const address = 'zhang.wei@example.test';
    await using dovecot = await startDovecot({ users: [{ address, password: secret }] });
    let known: string | null = null;
    const wanted: SecretRequest[] = [];
    await using engine = await startEngine({
      kind: 'editor',
      secrets: async (request) => {
        wanted.push(request);
        return known;
      },
    });
    const imap: Endpoint = { host: 'localhost', port: dovecot.imapsPort, security: 'tls' };
    const account: AccountConfig = { address, name: 'Zhang Wei', auth: 'password', imap, ca: dovecot.ca };
    const checked = await engine.client.call(accountCheck, { config: account, secret });
    assert.deepEqual(checked, {
      incoming: { ok: true, failure: null, certificate: null, serverSaid: '' },
      outgoing: null,
    });
    const { account: id } = await engine.client.call(accountAdd, { config: account });
    const stateOf = async () => (await engine.client.call(accountList, {})).accounts.find((one) => one.id === id);

    await waitFor(() => wanted.length > 0, { what: 'the engine asking for the secret' });
    const waiting = await waitFor(async () => (await stateOf())?.state === 'needsSignIn' && stateOf(), {
      what: 'the account waiting',
    });
    assert.equal(waiting?.failure?.code, 'auth.secretMissing');

    known = secret;
    await engine.client.call(secretProvide, { account: id, service: 'imap', secret });
    await waitFor(async () => (await stateOf())?.state === 'online', { what: 'the account online' });
    await filesHold(engine.profile, secret, 0);
    await filesHold(engine.profile, address, 1);

    await engine.client.call(accountRemove, { account: id, discardOutbox: false });
    assert.deepEqual((await engine.client.call(accountList, {})).accounts, []);
    await filesHold(engine.profile, secret, 0);
  });

  test('a refused secret is told to the clients and not tried again', { timeout: 90_000 }, async () => {
    const address = 'zhang.wei@example.test';
    await using dovecot = await startDovecot({ users: [{ address, password: secret }] });
    await using engine = await startEngine({ kind: 'editor', secrets: async () => 'wrong' });
    const refusals: SecretRequest[] = [];
    engine.client.on('secretRefused', (request) => refusals.push(request));
    const imap: Endpoint = { host: 'localhost', port: dovecot.imapsPort, security: 'tls' };
    const account: AccountConfig = { address, name: '', auth: 'password', imap, ca: dovecot.ca };
    const { account: id } = await engine.client.call(accountAdd, { config: account });
    await waitFor(() => refusals.length > 0, { what: 'the refusal' });
    assert.deepEqual(refusals[0], { account: id, service: 'imap' });
    await waitFor(async () => (await engine.client.call(accountList, {})).accounts[0]?.state === 'needsSignIn');
    assert.equal(dovecot.log().split('auth failed').length <= 2, true, 'one try, not many');
    await engine.client.call(secretProvide, { account: id, service: 'imap', secret });
    await waitFor(async () => (await engine.client.call(accountList, {})).accounts[0]?.state === 'online');
  });
});

/** How many files below a folder hold these bytes: none, or at least one. */
async function filesHold(path: string, text: string, expected: 0 | 1): Promise<void> {
  const forms = [
    Buffer.from(text, 'utf8'),
    Buffer.from(text, 'utf16le'),
    Buffer.from(Buffer.from(text).toString('base64')),
  ];
  const holding: string[] = [];
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name));
    if (forms.some((form) => bytes.includes(form))) holding.push(entry.name);
  }
  assert.equal(Math.min(holding.length, 1), expected, holding.join(', '));
}
