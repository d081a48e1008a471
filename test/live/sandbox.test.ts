/** The sandbox as programs under development and their tests meet it: one server for all. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { settingsForms } from '../../src/protocol/connectionSettings.ts';
import { run, runOk } from '../support/childProcess.ts';
import { mailroom } from '../support/cli.ts';
import { type LocalServer, startLocalServer, user } from '../support/localServer.ts';
import { loopbackOnly } from '../support/loopbackOnly.ts';
import { projectRoot } from '../support/projectRoot.ts';
import { type TempFolder, tempFolder } from '../support/tempFolder.ts';
import { waitFor } from '../support/waitFor.ts';

/** What the webhook was told; the first call is answered with a failure. */
const hooked: string[] = [];
const hook = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray()).toString();
  response.writeHead(hooked.push(body) === 1 ? 500 : 204).end();
});
let folder: TempFolder;
let sandbox: LocalServer;
let smartHost: LocalServer;
let api: string;

before(async () => {
  folder = await tempFolder();
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  const { port } = hook.address() as AddressInfo;
  await user(path('other'), ['add', 'me@ok.test', '--password-stdin'], 'pw for release\n');
  smartHost = await startLocalServer({ data: path('other') });
  const args = ['smtp', 'imap', 'pop3', 'admin'].flatMap((name) => [`--${name}`, '0']);
  const release = ['--release-through', `smtp://me%40ok.test@127.0.0.1:${smartHost.ports.smtp}`];
  sandbox = await startLocalServer({
    data: path('data'),
    args: [
      ...args,
      '--sandbox',
      '--webhook',
      `http://127.0.0.1:${port}/mail`,
      ...release,
      '--release-allow',
      'me@ok.test',
    ],
    env: { ...loopbackOnly(logs()), MAILROOM_RELEASE_PASSWORD: 'pw for release' },
  });
  api = String(sandbox.ports['admin']);
});

after(async () => {
  hook.close();
  await sandbox?.stop();
  await smartHost?.stop();
  await folder?.[Symbol.asyncDispose]();
});

describe('the sandbox', () => {
  test('L01 L02 five mails to unknown domains: in the feed, over IMAP and POP3, told to the webhook; no connection outwards', async () => {
    const waiting = mailroom(['wait', '--data', path('data'), '--to', 'user4@', '--timeout', '60s', '--json']);
    const seen = await python(`
import imaplib, poplib, smtplib
for i in range(5):
    with smtplib.SMTP('127.0.0.1', ${sandbox.ports.smtp}) as app:
        app.sendmail('app@shop.dev', [f'user{i}@no-such-domain-{i}.dev'], f'Subject: Order {i}\\r\\n\\r\\nThank you, {i}\\r\\n')
box = imaplib.IMAP4('127.0.0.1', ${sandbox.ports.imap})
box.login('sandbox@localhost', 'sandbox')
box.select('INBOX', readonly=True)
print(','.join(part[1].decode().strip() for part in box.fetch('1:*', '(BODY[HEADER.FIELDS (SUBJECT)])')[1] if part != b')'))
drop = poplib.POP3('127.0.0.1', ${sandbox.ports['pop3']})
drop.user('sandbox@localhost'); drop.pass_('sandbox')
print(','.join(next(line.decode() for line in drop.retr(n + 1)[1] if line.startswith(b'Subject')) for n in range(drop.stat()[0])))
drop.quit()
`);
    const all = [0, 1, 2, 3, 4].map((index) => `Subject: Order ${index}`);
    assert.deepEqual(seen, [all.join(','), all.join(',')]);
    const { messages } = await asked('GET', '/api/v1/messages');
    const subjects = messages.map((mail: { Subject: string }) => `Subject: ${mail.Subject}`);
    assert.deepEqual(subjects.toReversed(), all);
    const { code, out } = await waiting;
    assert.equal(code, 0);
    assert.equal(JSON.parse(out).Subject, 'Order 4');
    // The first call failed, so it came again: six calls for five mails, each told in the end.
    await waitFor(() => hooked.length >= 6);
    assert.deepEqual(
      [...new Set(hooked.map((body) => JSON.parse(body).Subject))].sort(),
      all.map((one) => one.slice(9)),
    );
    assert.equal(existsSync(logs().MAILROOM_OUTSIDE_LOG), false, 'the server asked for a name');
  });

  test('L02 waiting for what does not come ends with 1', async () => {
    const { code, err } = await mailroom([
      'wait',
      '--data',
      path('data'),
      '--to',
      'nobody@x.dev',
      '--timeout',
      '300ms',
    ]);
    assert.equal(code, 1);
    assert.match(err, /sandbox\.waitTimedOut: No such mail/);
  });

  test('L02 an event names the mail as it comes', async () => {
    const heard = events('/api/sandbox/events');
    await waitFor(() => heard.text.includes(': here'));
    await send('Event now');
    await waitFor(() => /event: new\r?\ndata: .*"Subject":"Event now"/.test(heard.text));
    heard.close();
  });

  test('O08 Mailpit’s events come over a WebSocket', async () => {
    const heard: string[] = [];
    const socket = new WebSocket(`${api.replace('http', 'ws')}/api/events`);
    socket.onmessage = ({ data }) => heard.push(String(data));
    await waitFor(() => socket.readyState === WebSocket.OPEN);
    await send('By socket');
    await waitFor(() => heard.length >= 2);
    const [first, second] = heard.map((text) => JSON.parse(text));
    assert.deepEqual([first.Type, first.Data.Subject, second.Type], ['new', 'By socket', 'stats']);
    assert.ok(second.Data.Total >= 1);
    socket.close();
    await waitFor(() => socket.readyState === WebSocket.CLOSED);
    const foreign = 'Host: localhost\r\nOrigin: https://evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n';
    const asks = `GET /api/events HTTP/1.1\r\n${foreign}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;
    assert.equal(await rawRequest(asks), '');
  });

  test('L03 the settings that are copied work as they are: .env, Django’s names with smtplib, Nodemailer', async () => {
    const place = ['--port', String(sandbox.ports.smtp)];
    const project = path('project');
    await mkdir(project);
    for (const { id } of settingsForms) {
      const { code, out } = await mailroom(['settings', id, ...place]);
      assert.equal(code, 0);
      await writeFile(join(project, `${id}.txt`), out);
    }
    await python(`
import smtplib
env = dict(line.strip().split('=', 1) for line in open('${project}/env.txt'))
with smtplib.SMTP(env['SMTP_HOST'], int(env['SMTP_PORT'])) as app:
    app.login(env['SMTP_USER'], env['SMTP_PASSWORD'])
    app.sendmail('a@b.dev', ['env@site.dev'], 'Subject: by env\\r\\n\\r\\nx\\r\\n')
settings = {}
exec(open('${project}/django.txt').read(), settings)
kind = smtplib.SMTP_SSL if settings['EMAIL_USE_SSL'] else smtplib.SMTP
with kind(settings['EMAIL_HOST'], settings['EMAIL_PORT']) as app:
    if settings['EMAIL_USE_TLS']: app.starttls()
    app.login(settings['EMAIL_HOST_USER'], settings['EMAIL_HOST_PASSWORD'])
    app.sendmail('a@b.dev', ['django@site.dev'], 'Subject: by django\\r\\n\\r\\nx\\r\\n')
`);
    const script = `${await readFile(join(project, 'nodemailer.txt'), 'utf8')}
transport.sendMail({ from: 'a@b.dev', to: 'node@site.dev', subject: 'by nodemailer', text: 'x' }).then(() => transport.close());`;
    await runOk(process.execPath, ['-e', script], { cwd: projectRoot });
    for (const subject of ['by env', 'by django', 'by nodemailer'])
      assert.equal(
        (await asked('GET', `/api/v1/search?query=${encodeURIComponent(`subject:"${subject}"`)}`)).count,
        1,
        subject,
      );
  });

  test('L05 each fault is seen by Python’s smtplib exactly as it was set', async () => {
    const stages = ['connect', 'ehlo', 'auth', 'mail', 'rcpt', 'data', 'end'];
    const outcomes: string[] = [];
    for (const [index, stage] of stages.entries()) {
      const code = 450 + index;
      await asked('PUT', '/api/sandbox/faults', {
        rules: [{ stage, action: { kind: 'code', code, words: `at ${stage}` } }],
      });
      outcomes.push(...(await attempt()));
    }
    assert.deepEqual(outcomes, [
      'SMTPConnectError 450 at connect',
      'SMTPHeloError 451 at ehlo',
      'SMTPAuthenticationError 452 at auth',
      'SMTPSenderRefused 453 at mail',
      'SMTPRecipientsRefused 454 at rcpt',
      'SMTPDataError 455 at data',
      'SMTPDataError 456 at end',
    ]);
    for (const stage of stages) {
      await asked('PUT', '/api/sandbox/faults', { rules: [{ stage, action: { kind: 'cut' } }] });
      assert.match((await attempt()).join(), /^SMTPServerDisconnected|^ConnectionResetError/, stage);
    }
    const slow = { stage: 'rcpt', from: 'app@', recipient: '@site', action: { kind: 'delay', ms: 100 } };
    const refused = { stage: 'mail', from: 'other@', action: { kind: 'cut' } };
    await asked('PUT', '/api/sandbox/faults', { rules: [refused, slow] });
    assert.deepEqual(await attempt(), ['taken']);
    await asked('PUT', '/api/sandbox/faults', { rules: [] });
  });

  test('L06 imaplib and poplib meet a lying server: a half literal, an expired token, another UIDVALIDITY', async () => {
    await send('Read me');
    const weakness = (stage: string, name: string) => ({ stage, action: { kind: 'weakness', name } });
    const imap = `
import imaplib
box = imaplib.IMAP4('127.0.0.1', ${sandbox.ports.imap})
try:
    box.login('sandbox@localhost', 'sandbox')
    box.select('INBOX')
    print(box.response('UIDVALIDITY')[1][0].decode())
    print(len(box.fetch('1', '(BODY[])')[1][0][1]) > 10)
except Exception as broken:
    print(type(broken).__name__, str(broken)[:40])
`;
    const pop3 = `
import poplib
try:
    drop = poplib.POP3('127.0.0.1', ${sandbox.ports['pop3']})
    drop.user('sandbox@localhost'); drop.pass_('sandbox')
    print(len(drop.retr(1)[1]) > 3)
except Exception as broken:
    print(type(broken).__name__)
`;
    const [uidValidity = ''] = await python(imap);
    await asked('PUT', '/api/sandbox/faults', { rules: [weakness('imap.select', 'uidValidity')] });
    assert.deepEqual(await python(imap), [String(Number(uidValidity) + 1), 'True']);
    const halves = [weakness('imap.fetch', 'halfLiteral'), weakness('pop3.retr', 'halfLiteral')];
    await asked('PUT', '/api/sandbox/faults', { rules: halves });
    assert.match((await python(imap)).join(), /abort/);
    assert.match((await python(pop3)).join(), /error_proto|EOF|Connection/);
    const tokens = [weakness('imap.login', 'tokenExpired'), weakness('pop3.login', 'tokenExpired')];
    await asked('PUT', '/api/sandbox/faults', { rules: tokens });
    assert.match((await python(imap)).join(), /error .*AUTHENTICATIONFAILED/);
    assert.deepEqual(await python(pop3), ['error_proto']);
    await asked('PUT', '/api/sandbox/faults', { rules: [] });
    assert.deepEqual(await python(pop3), ['True']);
  });

  test('L07 a mail is released to an address of the list, marked, and to no other', async () => {
    await send('Let me out');
    const refused = await fetchApi('POST', '/api/v1/message/latest/release', { To: ['me@ok.test', 'you@ok.test'] });
    assert.equal(refused.status, 403);
    assert.match(await refused.text(), /you@ok\.test is not on the list/);
    const done = await fetchApi('POST', '/api/v1/message/latest/release', { To: ['me@ok.test'] });
    assert.equal(done.status, 200, await done.text());
    const inbox = await python(`
import imaplib
box = imaplib.IMAP4('127.0.0.1', ${smartHost.ports.imap})
box.login('me@ok.test', 'pw for release')
print(box.select('INBOX')[1][0].decode())
raw = box.fetch('1', '(BODY[])')[1][0][1].decode()
print('X-Mailroom-Released: ' in raw, 'Subject: Let me out' in raw)
`);
    assert.deepEqual(inbox, ['1', 'True True']);
  });

  test('a page of another origin or name is refused, and what is no sandbox’s path wants the token', async () => {
    assert.equal(
      (await fetchApi('DELETE', '/api/v1/messages', undefined, { origin: 'https://evil.example' })).status,
      403,
    );
    assert.match(
      await rawRequest('GET /api/v1/messages HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n'),
      /^HTTP\/1\.1 403/,
    );
    assert.equal((await fetchApi('GET', '/api/services')).status, 401);
    const outside = await mailroom(['wait', '--data', path('other'), '--timeout', '1s']);
    assert.equal(outside.code, 1);
    assert.match(outside.err, /sandbox\.off/);
  });
});

/** One mail by smtplib: `taken`, or the exception with its code and words. */
function attempt(): Promise<string[]> {
  return python(`
import smtplib
try:
    with smtplib.SMTP('127.0.0.1', ${sandbox.ports.smtp}) as app:
        app.user, app.password = 'u', 'p'
        app.ehlo_or_helo_if_needed()
        app.auth('PLAIN', app.auth_plain)
        app.sendmail('app@shop.dev', ['a@site.dev'], 'Subject: try\\r\\n\\r\\nx\\r\\n')
        print('taken')
except smtplib.SMTPRecipientsRefused as refused:
    code, words = refused.recipients['a@site.dev']
    print('SMTPRecipientsRefused', code, words.decode())
except smtplib.SMTPResponseException as refused:
    print(type(refused).__name__, refused.smtp_code, refused.smtp_error.decode())
except Exception as broken:
    print(type(broken).__name__)
`);
}

function path(name: string): string {
  return join(folder.path, name);
}

function logs() {
  return { MAILROOM_CONNECT_LOG: path('connects'), MAILROOM_OUTSIDE_LOG: path('outside') };
}

async function send(subject: string): Promise<void> {
  await python(`
import smtplib
with smtplib.SMTP('127.0.0.1', ${sandbox.ports.smtp}) as app:
    app.sendmail('app@shop.dev', ['somebody@site.dev'], 'Subject: ${subject}\\r\\n\\r\\nx\\r\\n')
`);
}

async function python(script: string): Promise<string[]> {
  const { stdout, stderr, code } = await run('python3', ['-c', script], { timeoutMs: 30_000 });
  assert.equal(code, 0, stderr);
  return stdout.split('\n').filter((line) => line !== '');
}

function fetchApi(method: string, where: string, body?: unknown, headers: { [name: string]: string } = {}) {
  return fetch(`${api}${where}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}

async function asked(method: string, where: string, body?: unknown) {
  const answer = await fetchApi(method, where, body);
  assert.equal(answer.status, 200);
  return Object(await answer.json());
}

/** Everything that a stream of events has sent so far. */
function events(where: string) {
  const heard = { text: '', close: () => socket.destroy() };
  const { hostname, port } = new URL(api);
  const socket = connect(Number(port), hostname, () =>
    socket.write(`GET ${where} HTTP/1.1\r\nHost: localhost\r\n\r\n`),
  );
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    heard.text += chunk;
  });
  return heard;
}

function rawRequest(request: string): Promise<string> {
  const { hostname, port } = new URL(api);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(request));
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.on('close', () => resolve(answer)).on('error', reject);
  });
}
