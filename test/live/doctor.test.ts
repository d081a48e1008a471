/** The connection doctor against stubs that are broken in one way each, on loopback, for both services. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { after, describe, test } from 'node:test';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { systemClock } from '../../src/base/clock.ts';
import { isMailError } from '../../src/base/errors.ts';
import { silentLogger } from '../../src/base/log.ts';
import { systemRandom } from '../../src/base/random.ts';
import { diagnose } from '../../src/engine/doctor/diagnose.ts';
import type { Trust } from '../../src/mail/net/endpoint.ts';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { accountDiagnose } from '../../src/protocol/methods/accountDiagnose.ts';
import { accountProtocolLog } from '../../src/protocol/methods/accountProtocolLog.ts';
import type { AccountConfig, Endpoint, ServiceDiagnosis } from '../../src/protocol/records.ts';
import { certificates } from '../../src/server/certificate.ts';
import { startEngine } from '../support/engine.ts';
import { freePort, portOf } from '../support/freePort.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { waitFor } from '../support/waitFor.ts';
import { makeCertificates } from './servers/certificates.ts';

type Service = 'imap' | 'smtp';
const services: readonly Service[] = ['imap', 'smtp'];
const secret = 'S3cret-码-pässword';
const user = 'zhang.wei@example.test';
const day = 86_400_000;

/** What a stub says and answers; null for nothing. */
interface Stub {
  readonly greeting: string | null;
  answer?(line: string): readonly string[];
}

const honest: { readonly [S in Service]: Stub } = {
  imap: {
    greeting: '* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready',
    answer: (line) => {
      const [tag = '*', command = ''] = line.split(' ');
      if (/^logout$/i.test(command)) return ['* BYE', `${tag} OK`];
      if (/^capability$/i.test(command)) return ['* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR', `${tag} OK`];
      return command ? [`${tag} OK done`] : [];
    },
  },
  smtp: {
    greeting: '220 here',
    answer: (line) => {
      if (/^EHLO/i.test(line)) return ['250-here', '250 AUTH PLAIN LOGIN'];
      if (/^AUTH/i.test(line)) return ['235 2.7.0 welcome'];
      if (/^STARTTLS/i.test(line)) return ['502 5.5.1 not implemented'];
      return [/^QUIT/i.test(line) ? '221 bye' : '250 ok'];
    },
  },
};
/** Signs nobody in, in the words that a provider has for a service that is switched off. */
const loginOff: { readonly [S in Service]: Stub } = {
  imap: {
    ...honest.imap,
    answer: (line) =>
      /AUTHENTICATE|LOGIN/i.test(line)
        ? [`${line.split(' ')[0]} NO [ALERT] IMAP access is disabled for your domain.`]
        : (honest.imap.answer?.(line) ?? []),
  },
  smtp: {
    ...honest.smtp,
    answer: (line) =>
      /^AUTH/i.test(line) ? ['535 5.7.139 SmtpClientAuthentication is disabled'] : (honest.smtp.answer?.(line) ?? []),
  },
};
const webPage: Stub = {
  greeting: null,
  answer: () => [
    'HTTP/1.1 302 Found',
    'Location: http://wifi.hotel.example/login',
    'Content-Type: text/html',
    '',
    '<html>',
  ],
};

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}); // A client that distrusts us hangs up: that is the test.
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return portOf(server);
}

function serve(socket: Socket, { greeting, answer }: Stub): void {
  let rest = '';
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    const lines = (rest + chunk.toString('latin1')).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) for (const said of answer?.(line) ?? []) socket.write(`${said}\r\n`);
  });
  if (greeting !== null) socket.write(`${greeting}\r\n`);
}

const plain = (stub: Stub) => listening(createServer((socket) => serve(socket, stub)));

function overTls(stub: Stub, options: TlsOptions): Promise<number> {
  const server = createTlsServer(options, (socket) => serve(socket, stub));
  server.on('tlsClientError', () => {});
  return listening(server);
}

/** A port whose queue is full: packets to it are dropped, as by a firewall. */
async function blockedPort(): Promise<number> {
  const script = `
import socket, sys
s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(0)
kept = []
for i in range(4):
    c = socket.socket(); c.setblocking(False)
    try: c.connect(s.getsockname())
    except BlockingIOError: pass
    kept.append(c)
print(s.getsockname()[1], flush=True); sys.stdin.read()`;
  const child = spawn('python3', ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  after(() => child.stdin.end());
  const line = await new Promise<Buffer>((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('error', reject);
  });
  return Number(line.toString());
}

function account(endpoint: Endpoint, service: Service): AccountConfig {
  return { address: user, name: 'Zhang Wei', auth: 'password', [service]: endpoint };
}

async function examine(
  service: Service,
  endpoint: Endpoint,
  options: { trust?: Trust; secret?: string | undefined; signal?: AbortSignal; greetingMs?: number } = {},
): Promise<ServiceDiagnosis> {
  const { trust = { exceptions: [] }, signal = new AbortController().signal, greetingMs = 700 } = options;
  return diagnose(
    service,
    { config: account(endpoint, service), endpoint, secret: 'secret' in options ? options.secret : secret },
    {
      ...{ clock: systemClock, log: silentLogger, trust, clientVersion: '0.0.0' },
      timeouts: { connectMs: 1_500, greetingMs },
    },
    { signal, onStep() {} },
  );
}

const states = ({ steps }: ServiceDiagnosis) => steps.map(({ step, state }) => `${step} ${state}`).join(', ');
const local = (port: number, security: Endpoint['security']): Endpoint => ({ host: '127.0.0.1', port, security });

/** A certificate that is sound at `now`, and the trust in whoever made it. */
function certificateAt(now: number): { readonly server: TlsOptions; readonly trust: Trust } {
  const set = certificates({}, { now, random: systemRandom, hosts: [] });
  return { server: { cert: set.certificate, key: set.key }, trust: { ca: set.ca, exceptions: [] } };
}

describe('A09 six broken servers give six findings', () => {
  const today = certificateAt(Date.now());
  const found = new Map<string, string>();
  const tell = (what: string, result: ServiceDiagnosis) => {
    const before = found.get(what);
    if (before !== undefined) assert.equal(result.finding, before, `${what}: both services say the same`);
    found.set(what, result.finding);
    return result;
  };
  after(() => assert.equal(new Set(found.values()).size, 6, [...found].join(' · ')));

  for (const service of services) {
    test(`${service}: a blocked port`, async () => {
      const result = tell('blocked', await examine(service, local(await blockedPort(), 'tls')));
      assert.equal(result.finding, 'portBlocked');
      assert.equal(states(result), 'dns ok, tcp failed, tls skipped, greeting skipped, login skipped');
    });

    test(`${service}: a name that nobody has`, async () => {
      const endpoint = { host: 'mail.nobody.invalid', port: 993, security: 'tls' } as const;
      const result = tell('name', await examine(service, endpoint));
      assert.equal(result.finding, 'nameUnknown');
      assert.equal(states(result), 'dns failed, tcp skipped, tls skipped, greeting skipped, login skipped');
    });

    test(`${service}: only TLS that is too old`, async () => {
      const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const;
      const port = await overTls(honest[service], { ...today.server, ...old });
      const result = tell('oldTls', await examine(service, local(port, 'tls'), { trust: today.trust }));
      assert.equal(result.finding, 'tlsTooOld');
      assert.equal(states(result), 'dns ok, tcp ok, tls failed, greeting skipped, login skipped');
    });

    test(`${service}: a certificate from tomorrow, by this computer’s clock`, async () => {
      const future = certificateAt(Date.now() + 3 * day);
      const port = await overTls(honest[service], future.server);
      const result = tell('clock', await examine(service, local(port, 'tls'), { trust: future.trust }));
      assert.equal(result.finding, 'clockBehind');
      assert.ok(Number(result.failure?.data['validFrom']) > Date.now());
      assert.equal(states(result), 'dns ok, tcp ok, tls failed, greeting skipped, login skipped');
    });

    for (const security of ['tls', 'starttls'] as const) {
      test(`${service}: the sign-in page of a network answers, where ${security} is wanted`, async () => {
        const result = tell('page', await examine(service, local(await plain(webPage), security)));
        assert.equal(result.finding, 'webPage');
        assert.match(result.heard, /wifi\.hotel\.example/);
        assert.match(states(result), security === 'tls' ? /tls failed/ : /greeting failed/);
      });
    }

    test(`${service}: signing in is switched off at the provider`, async () => {
      const port = await overTls(loginOff[service], today.server);
      const result = tell('off', await examine(service, local(port, 'tls'), { trust: today.trust }));
      assert.equal(result.finding, 'serviceOff');
      assert.equal(states(result), 'dns ok, tcp ok, tls ok, greeting ok, login failed');
      assert.match(String(result.failure?.data['serverSaid']), /disabled/);
    });
  }
});

describe('A09 other ways to fail, and none', () => {
  const today = certificateAt(Date.now());

  for (const service of services) {
    test(`${service}: a sound server, each step with what was said, no secret in it`, async () => {
      const port = await overTls(honest[service], today.server);
      const result = await examine(service, { host: 'localhost', port, security: 'tls' }, { trust: today.trust });
      assert.equal(result.finding, 'ok', JSON.stringify(result));
      assert.equal(states(result), 'dns ok, tcp ok, tls ok, greeting ok, login ok');
      const said = (step: string) =>
        result.steps
          .find((one) => one.step === step)
          ?.said.map(({ text }) => text)
          .join('\n');
      assert.match(said('dns') ?? '', /127\.0\.0\.1|::1/);
      assert.match(said('tls') ?? '', /^TLSv1\.3 TLS_/);
      assert.match(said('greeting') ?? '', /ready|220 here/);
      assert.match(said('login') ?? '', /AUTH\S* PLAIN/);
      const all = JSON.stringify(result);
      for (const form of [secret, btoa(unescape(encodeURIComponent(`\0${user}\0${secret}`)))])
        assert.ok(!all.includes(form));
    });

    test(`${service}: the greeting is one step, TLS the next, where STARTTLS is wanted and missing`, async () => {
      const result = await examine(service, local(await plain(honest[service]), 'starttls'));
      assert.equal(result.finding, 'startTlsMissing');
      assert.equal(states(result), 'dns ok, tcp ok, greeting ok, tls failed, login skipped');
    });

    test(`${service}: mail in the clear where TLS is wanted`, async () => {
      const result = await examine(service, local(await plain(honest[service]), 'tls'));
      assert.equal(result.finding, 'plainOnly');
      assert.match(result.heard, /ready|220 here/);
    });

    test(`${service}: nobody listens`, async () => {
      const result = await examine(service, local(await freePort(), 'tls'));
      assert.equal(result.finding, 'portClosed');
    });

    test(`${service}: a connection and then silence`, async () => {
      const result = await examine(service, local(await plain({ greeting: null }), 'starttls'));
      assert.equal(result.finding, 'silent');
      assert.match(states(result), /greeting failed/);
    });

    test(`${service}: a certificate that ran out, one of another name, one of nobody`, async () => {
      const past = certificateAt(Date.now() - 500 * day);
      const expired = await overTls(honest[service], past.server);
      assert.equal((await examine(service, local(expired, 'tls'), { trust: past.trust })).finding, 'expired');
      await using folder = await tempFolder('doctor');
      const made = await makeCertificates(folder.path, { names: ['DNS:mail.other.test'] });
      const [ca, cert, key] = await Promise.all(
        [made.ca, made.certificate, made.key].map((path) => readFile(path, 'utf8')),
      );
      const port = await overTls(honest[service], { cert, key });
      assert.equal(
        (await examine(service, local(port, 'tls'), { trust: { ca, exceptions: [] } })).finding,
        'otherName',
      );
      assert.equal((await examine(service, local(port, 'tls'))).finding, 'untrusted');
    });

    test(`${service}: without a secret all but the sign-in is tried`, async () => {
      const port = await overTls(honest[service], today.server);
      const result = await examine(service, local(port, 'tls'), { trust: today.trust, secret: undefined });
      assert.equal(result.finding, 'secretMissing');
      assert.equal(states(result), 'dns ok, tcp ok, tls ok, greeting ok, login failed');
    });
  }

  test('a diagnosis that is cancelled ends at once', async () => {
    const controller = new AbortController();
    const running = examine('imap', local(await plain({ greeting: null }), 'starttls'), {
      signal: controller.signal,
      greetingMs: 60_000,
    });
    controller.abort();
    await assert.rejects(running, (error) => isMailError(error, 'engine.cancelled'));
  });
});

describe('A09 as a request', () => {
  test('the engine tells the steps as progress, and the protocol log has the dialogue', async () => {
    const port = await plain(loginOff.imap);
    await using engine = await startEngine();
    const { client } = engine;
    const config: AccountConfig = { ...account(local(port, 'none'), 'imap'), smtp: local(await freePort(), 'none') };
    const { account: id } = await client.call(accountAdd, { config, secret });
    const steps: string[] = [];
    const { services: results } = await client.call(
      accountDiagnose,
      { config, account: id },
      { onProgress: ({ step }) => steps.push(step) },
    );
    assert.deepEqual(
      results.map(({ service, finding }) => `${service} ${finding}`),
      ['imap serviceOff', 'smtp portClosed'],
    );
    assert.ok(
      steps.some((step) => step.startsWith('imap ')),
      steps.join(),
    );
    await waitFor(
      async () => {
        const { lines } = await client.call(accountProtocolLog, { account: id, after: 0, max: 500 });
        const text = lines.map((line) => line.text).join('\n');
        assert.ok(!text.includes(secret));
        return /IMAP access is disabled/.test(text);
      },
      { what: 'the refusal in the log' },
    );
  });
});
