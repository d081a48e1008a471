/** POP3 both ways with programs of others: Python's poplib and curl on our server, our accounts on Dovecot. */
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { accountCheck } from '../../src/protocol/methods/accountCheck.ts';
import { accountDiagnose } from '../../src/protocol/methods/accountDiagnose.ts';
import { accountList } from '../../src/protocol/methods/accountList.ts';
import { mailboxList } from '../../src/protocol/methods/mailboxList.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { messageDelete } from '../../src/protocol/methods/messageDelete.ts';
import { messageList } from '../../src/protocol/methods/messageList.ts';
import type { AccountConfig, MessageRow } from '../../src/protocol/records.ts';
import { ensurePrograms } from '../support/availability.ts';
import { run } from '../support/childProcess.ts';
import { mailroom } from '../support/cli.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';
import { startLocalServer, user } from '../support/localServer.ts';
import { type ProxyRule, startProxy } from '../support/proxy.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { type Dovecot, startDovecot } from './servers/dovecot.ts';

const json = JSON.stringify;
const ann = { address: 'ann@example.test', password: 'pä:ss 词' };
let ready = false;

before(async () => {
  ready = await ensurePrograms('integration', ['dovecot', 'python3', 'curl', 'mpop', 'fetchmail']);
});

async function python(program: string): Promise<string[]> {
  const { code, stdout, stderr } = await run('python3', ['-c', program], { timeoutMs: 60_000 });
  assert.equal(code, 0, stderr);
  return stdout.replace(/\n$/, '').split('\n');
}

test('J02 Python’s poplib, curl, mpop and fetchmail: a whole session in the clear, by STLS and by pop3s; a cut link deletes nothing', async (context) => {
  if (!ready) return context.skip();
  await using folder = await tempFolder('pop');
  await user(folder.path, ['add', ann.address, '--password-stdin'], `${ann.password}\n`);
  const args = ['--smtp', '0', '--pop3', '0', '--pop3s', '0'];
  await using server = await startLocalServer({ data: folder.path, args });
  const ca = join(folder.path, 'ca.pem');
  const out = await python(`
import poplib, smtplib, ssl
ctx = ssl.create_default_context(cafile=${json(ca)})
out = smtplib.SMTP('localhost', ${server.ports.smtp})
out.ehlo()
def sign(box):
    box.encoding = 'UTF-8'
    box.user(${json(ann.address)}); return box.pass_(${json(ann.password)}).decode()
import base64
out.docmd('AUTH', 'PLAIN ' + base64.b64encode('\\0${ann.address}\\0${ann.password}'.encode()).decode())
for i in range(3):
    out.sendmail(${json(ann.address)}, [${json(ann.address)}], f'Subject: Mail {i}\\r\\n\\r\\n.dot\\r\\nline two\\r\\n.\\r\\n'.replace('\\r\\n.\\r\\n', '\\r\\nend\\r\\n'))
box = poplib.POP3('localhost', ${server.ports['pop3']})
print('STLS' in box.capa(), 'USER' in box.capa())
box.stls(ctx)
print(sign(box))
print(box.stat()[0], len(box.list()[1]), len(box.uidl()[1]))
lines = box.retr(2)[1]
print(b'Subject: Mail 1' in lines, b'.dot' in lines)
print(lines[-1], box.top(1, 0)[1][-2:])
box.dele(1)
try: box.retr(1)
except poplib.error_proto as error: print(error.args[0])
other = poplib.POP3_SSL('localhost', ${server.ports['pop3s']}, context=ctx)
try: sign(other)
except poplib.error_proto as error: print(error.args[0].decode().split(']')[0])
box.sock.close(); box.file.close()
import time
def again():
    for _ in range(200):
        box = poplib.POP3_SSL('localhost', ${server.ports['pop3s']}, context=ctx)
        try: sign(box); return box
        except poplib.error_proto: time.sleep(0.05)
box = again()
print(box.stat()[0])
first = box.uidl()[1]
box.dele(1); box.rset(); box.dele(3); print(box.noop().decode(), box.quit().decode())
box = again()
print([a == b for a, b in zip(first, box.uidl()[1])], box.stat()[0])
box.quit()
`);
  assert.deepEqual(out, [
    'True True',
    '+OK 3 messages',
    '3 3 3',
    'True True',
    "b'end' [b'Subject: Mail 0', b'']",
    "b'-ERR no such message'",
    '-ERR [IN-USE',
    '3',
    '+OK +OK bye',
    '[True, True] 2',
  ]);
  const url = (rest: string) => `pop3s://localhost:${server.ports['pop3s']}/${rest}`;
  const login = `${ann.address}:${ann.password}`;
  const fetched = await run('curl', ['-sS', '--cacert', ca, '-u', login, '--login-options', 'AUTH=PLAIN', url('2')]);
  assert.match(fetched.stdout, /^Subject: Mail 1\r?\n\r?\n\.dot\r?\nline two\r?\nend\r?\n$/m, fetched.stderr);
  await byMpop(folder.path, server.ports['pop3'] ?? 0, ca);
  await byFetchmail(folder.path, server.ports['pop3s'] ?? 0, ca);
});

/** Fetches by STLS and AUTH, leaves all there, and finds nothing new the second time. */
async function byMpop(folder: string, port: number, ca: string): Promise<void> {
  const path = (name: string) => join(folder, name);
  for (const part of ['cur', 'new', 'tmp']) await mkdir(join(path('md'), part), { recursive: true });
  const settings = [
    ...['account a', 'host localhost', `port ${port}`, 'tls on', 'tls_starttls on', `tls_trust_file ${ca}`],
    ...[`user ${ann.address}`, `password ${ann.password}`, 'auth on', 'keep on', `delivery maildir ${path('md')}`],
    `uidls_file ${path('uidls')}`,
  ];
  await writeFile(path('mpoprc'), `${settings.join('\n')}\n`, { mode: 0o600 });
  for (let times = 1; times <= 2; times++) {
    const { code, stderr } = await run('mpop', ['-q', '-C', path('mpoprc'), 'a'], { timeoutMs: 60_000 });
    assert.equal(code, 0, stderr);
    assert.equal((await readdir(join(path('md'), 'new'))).length, 2);
  }
}

/** Fetches by TLS from the first byte with USER and PASS, and removes what it got. */
async function byFetchmail(folder: string, port: number, ca: string): Promise<void> {
  const path = (name: string) => join(folder, name);
  const settings = `poll localhost proto pop3 port ${port} uidl
    user "${ann.address}" password "${ann.password}" ssl sslcertck sslcertfile "${ca}" nokeep fetchall mda "cat >> ${path('mbox')}"`;
  await writeFile(path('fetchmailrc'), settings, { mode: 0o600 });
  const args = ['-f', path('fetchmailrc'), '-i', path('ids'), '--pidfile', path('pid'), '--nosyslog'];
  const first = await run('fetchmail', args, { timeoutMs: 60_000 });
  assert.equal(first.code, 0, first.stderr);
  assert.equal((await readFile(path('mbox'), 'utf8')).match(/^Subject: Mail/gm)?.length, 2);
  assert.equal((await run('fetchmail', args, { timeoutMs: 60_000 })).code, 1, 'no mail is left');
}

test('B04 from the command line on our own server: added by a file, sent from, fetched and read, the copy in Sent at once', async () => {
  await using folder = await tempFolder('pop');
  const path = (name: string) => join(folder.path, name);
  await user(path('data'), ['add', ann.address, '--password-stdin'], `${ann.password}\n`);
  await using server = await startLocalServer({ data: path('data'), args: ['--smtp', '0', '--pop3', '0'] });
  const at = (port: number) => ({ host: '127.0.0.1', port, security: 'none' });
  const config = { address: ann.address, name: 'Ann', auth: 'password', smtp: at(server.ports.smtp) };
  await writeFile(path('account.json'), json({ ...config, pop3: at(server.ports['pop3'] ?? 0) }));
  await writeFile(path('d.mail.md'), `---\nto: ${ann.address}\nsubject: To myself\n---\nwalrus\n`);
  const cli = async (...args: readonly string[]) => {
    const [verb = '', ...rest] = args;
    const env = { MAILROOM_PASSWORD: ann.password };
    const { code, err, out, json: lines } = await mailroom([verb, ...rest, '--profile', path('profile')], { env });
    assert.equal(code, 0, `${verb}: ${err}`);
    return { out, lines };
  };
  await cli('account', 'add', '--file', path('account.json'));
  await cli('send', path('d.mail.md'));
  await cli('sync');
  const [inbox] = (await cli('list', 'INBOX', '--json')).lines.map((line) => JSON.stringify(line));
  const [sent] = (await cli('list', 'Sent', '--json')).lines.map((line) => JSON.stringify(line));
  assert.match(inbox ?? '', /"subject":"To myself","flags":\[\]/);
  assert.match(sent ?? '', /"subject":"To myself","flags":\["\\\\Seen"\]/);
  const id = /"id":"([^"]+)"/.exec(inbox ?? '')?.[1] ?? '';
  assert.match((await cli('read', id, '--text')).out, /walrus/);
});

describe('B04 on Dovecot', () => {
  const config = (dovecot: Dovecot, port: number, more: Partial<AccountConfig['pop3']> = {}): AccountConfig => ({
    ...{ address: ann.address, name: 'Ann', auth: 'password', ca: dovecot.ca },
    pop3: { host: 'localhost', port, security: 'tls', ...more },
  });

  async function rows({ client }: TestEngine, path = 'INBOX'): Promise<readonly MessageRow[]> {
    const { mailboxes } = await client.call(mailboxList, {});
    const mailbox = mailboxes.find((one) => one.path === path)?.id;
    const found: MessageRow[] = [];
    for (let before: string | undefined; mailbox; ) {
      const page = await client.call(messageList, { mailbox, limit: 500, ...(before === undefined ? {} : { before }) });
      found.push(...page.rows);
      if (page.next === null) break;
      before = page.next;
    }
    return found;
  }

  async function left(dovecot: Dovecot): Promise<number> {
    const text = await dovecot.doveadm('-f', 'tab', 'mailbox', 'status', '-u', ann.address, 'messages', 'INBOX');
    return Number(/\d+\s*$/.exec(text.trim())?.[0]);
  }

  test('mail comes once by TLS and by STLS, and what is deleted here goes there', async (context) => {
    if (!ready) return context.skip();
    await using dovecot = await startDovecot({ users: [ann], tls: 'required' });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 120 }));
    for (const [port, security] of [
      [dovecot.pop3sPort, 'tls'],
      [dovecot.pop3Port, 'starttls'],
    ] as const) {
      await using engine = await startEngine();
      const pop3 = config(dovecot, port, { security });
      const checked = await engine.client.call(accountCheck, { config: pop3, secret: ann.password });
      assert.equal(checked.incoming.ok, true, json(checked.incoming));
      const { services } = await engine.client.call(accountDiagnose, { config: pop3, secret: ann.password });
      assert.deepEqual(
        services.map(({ service, finding, steps }) => [service, finding, steps.every(({ state }) => state === 'ok')]),
        [['pop3', 'ok', true]],
      );
      assert.equal(json(services).includes(Buffer.from(`\0${ann.address}\0${ann.password}`).toString('base64')), false);
      const { account } = await engine.client.call(accountAdd, { config: pop3, secret: ann.password });
      await engine.client.call(mailboxSync, { account });
      const there = await left(dovecot);
      assert.equal((await engine.client.call(mailboxSync, { account })).messages, there);
      const all = await rows(engine);
      assert.equal(new Set(all.map(({ messageId }) => messageId)).size, there);
      await engine.client.call(messageDelete, { ids: all.slice(0, 10).map(({ id }) => id), wait: true });
      await engine.client.call(mailboxSync, { account });
      assert.equal(await left(dovecot), there - 10);
      assert.equal((await rows(engine, 'Trash')).length, 10);
    }
  });

  test('the engine is killed in the middle of a message, before DELE, at QUIT and at its answer: none is lost, none comes twice', {
    timeout: 120_000,
  }, async (context) => {
    if (!ready) return context.skip();
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 250 }));
    await using proxy = await startProxy({ targetPort: dovecot.pop3Port });
    await using engine = await startEngine({ secrets: async () => ann.password });
    const pop3 = config(dovecot, proxy.port, { security: 'none', leaveOnServer: false });
    const holds: readonly ProxyRule[] = [
      { from: 'server', at: { text: 'Subject: Message 120' }, act: 'hold' },
      { from: 'client', at: { text: 'DELE', side: 'before' }, act: 'hold' },
      { from: 'client', at: { text: 'QUIT', side: 'before' }, act: 'hold' },
      { from: 'server', at: { text: 'Logging out', side: 'before' }, act: 'hold' },
    ];
    for (const hold of holds) {
      const held = proxy.rule(hold);
      const { accounts } = await engine.client.call(accountList, {});
      // The engine that starts again begins with a session by itself.
      if (accounts.length === 0) await engine.client.call(accountAdd, { config: pop3 });
      await held.hit;
      await engine.kill();
      held.release();
      proxy.cutAll();
      if (hold.from === 'client') assert.equal(await left(dovecot), 250);
    }
    await engine.client.call(mailboxSync, {});
    const names = (await rows(engine)).map(({ messageId }) => messageId);
    assert.deepEqual([names.length, new Set(names).size, await left(dovecot)], [250, 250, 0]);
  });
});
