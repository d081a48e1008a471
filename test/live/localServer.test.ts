/** The local server as programs of others meet it: Python's smtplib and imaplib, curl, swaks, neomutt, imapflow. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { ImapFlow } from 'imapflow';
import { run } from '../support/childProcess.ts';
import { mailroom } from '../support/cli.ts';
import { startLocalServer, user } from '../support/localServer.ts';
import { loopbackOnly } from '../support/loopbackOnly.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { waitFor } from '../support/waitFor.ts';

const json = JSON.stringify;

test('L01 (SMTP, IMAP) an app sends to five unknown domains: five mails readable at once, nothing leaves', async () => {
  await using folder = await tempFolder();
  const logs = {
    MAILROOM_CONNECT_LOG: join(folder.path, 'connects'),
    MAILROOM_OUTSIDE_LOG: join(folder.path, 'outside'),
  };
  await using server = await startLocalServer({
    data: join(folder.path, 'data'),
    args: ['--smtp', '0', '--imap', '0', '--sandbox'],
    env: loopbackOnly(logs),
    program: 'server.cjs',
  });
  // The domains are none that the guard excuses: a look-up of any would be written down.
  const out = await python(`
import imaplib, smtplib, time
for i in range(5):
    with smtplib.SMTP('127.0.0.1', ${server.ports.smtp}) as app:
        app.sendmail('app@shop.dev', [f'user{i}@no-such-domain-{i}.dev'], f'Subject: Order {i}\\r\\n\\r\\nThank you, {i}\\r\\n')
box = imaplib.IMAP4('127.0.0.1', ${server.ports.imap})
box.login('sandbox@localhost', 'sandbox')
start = time.time()
print(box.select('INBOX')[1][0].decode())
for i in range(5):
    raw = box.fetch(str(i + 1), '(BODY[])')[1][0][1].decode()
    print(f'X-Original-To: user{i}@no-such-domain-{i}.dev' in raw, f'Thank you, {i}' in raw)
print(time.time() - start < 1)
`);
  assert.deepEqual(out, ['5', ...Array(5).fill('True True'), 'True']);
  assert.equal(existsSync(logs.MAILROOM_CONNECT_LOG), false, 'the server tried to connect somewhere');
  assert.equal(existsSync(logs.MAILROOM_OUTSIDE_LOG), false, 'the server asked for a name');
});

test('in the sandbox a user’s own mail goes to that user, and the sandbox never listens beyond this machine', async () => {
  await using folder = await tempFolder();
  const args = ['--smtp', '0', '--imap', '0', '--sandbox'];
  await user(folder.path, ['add', 'ann@test', '--password-stdin'], 'pw\n');
  await using server = await startLocalServer({ data: folder.path, args });
  const out = await python(`
import imaplib, smtplib
with smtplib.SMTP('127.0.0.1', ${server.ports.smtp}) as app:
    app.login('whoever', 'whatever')
    app.sendmail('app@shop.test', ['ann@test', 'x@elsewhere.test'], 'Subject: both\\r\\n\\r\\nhi\\r\\n')
for name, password in (('ann@test', 'pw'), ('sandbox@localhost', 'sandbox')):
    box = imaplib.IMAP4('127.0.0.1', ${server.ports.imap})
    box.login(name, password)
    print(box.select()[1][0].decode())
`);
  assert.deepEqual(out, ['1', '1']);
  await assert.rejects(
    startLocalServer({ data: join(folder.path, 'b'), args: [...args, '--host', '0.0.0.0'] }),
    /server\.notLoopback/,
  );
});

test('Python’s smtplib and imaplib: sign in, submit, be refused, read, search, flag, copy, move, delete', async () => {
  await using folder = await tempFolder();
  await user(folder.path, ['add', 'bob@example.test', '--password-stdin'], 'secret\n');
  await using server = await startLocalServer({ data: folder.path });
  assert.equal((await user(folder.path, ['add', 'ann@example.test', '--password-stdin'], 'pä:ss 词\n')).code, 0);
  const out = await python(`
import imaplib, smtplib, ssl
from email.message import EmailMessage
ctx = ssl.create_default_context(cafile=${json(join(folder.path, 'ca.pem'))})
out = smtplib.SMTP('localhost', ${server.ports.smtp})
def told(action):
    try: return action()
    except smtplib.SMTPResponseException as error: return error.smtp_code
    except smtplib.SMTPRecipientsRefused as error: return [code for code, _ in error.recipients.values()]
print(told(lambda: out.sendmail('bob@example.test', 'ann@example.test', 'x')))
print(out.starttls(context=ctx)[0])
print(told(lambda: out.login('bob@example.test', 'wrong')))
print(out.login('bob@example.test', 'secret')[0])
print(out.docmd('DATA')[0], out.docmd('RCPT', 'TO:<ann@example.test>')[0])
print(told(lambda: out.sendmail('bob@example.test', 'eve@gmail.com', 'x')))
print(told(lambda: out.docmd('MAIL', 'FROM:<bob@example.test> SIZE=99999999999')[0]))
out.rset()
mail = EmailMessage()
mail['From'], mail['To'], mail['Subject'] = 'bob@example.test', 'ann@example.test', 'Grüße 你好'
mail.set_content('.first dot\\n..second\\nlast\\n')
mail.add_attachment(bytes(range(256)) * 40, maintype='application', subtype='octet-stream', filename='größe.bin')
print(out.send_message(mail))
out.quit()
box = imaplib.IMAP4('localhost', ${server.ports.imap})
box.starttls(ctx)
print(box.authenticate('PLAIN', lambda _: '\\0ann@example.test\\0pä:ss 词'.encode())[0])
print(box.select()[1][0].decode())
import email, email.policy
read = email.message_from_bytes(box.fetch('1', '(RFC822)')[1][0][1], policy=email.policy.default)
print(read['subject'], read.get_body().get_content().splitlines())
print([(part.get_filename(), part.get_content() == bytes(range(256)) * 40) for part in read.iter_attachments()])
box.literal = '你好'.encode()
print(box.uid('SEARCH', 'CHARSET', 'UTF-8', 'SUBJECT')[1][0].decode())
print(box.store('1', '+FLAGS', '(\\\\Flagged)')[1][0].decode())
print(box.create('&ZeVnLIqe-')[0], box.copy('1', '&ZeVnLIqe-')[0], box.status('&ZeVnLIqe-', '(MESSAGES UNSEEN)')[1][0].decode())
print(box.uid('MOVE', '1', 'Archive')[0], box.search(None, 'ALL')[1][0].decode())
print(box.append('INBOX', '(\\\\Seen)', None, b'Subject: later\\r\\n\\r\\n')[0], box.select()[1][0].decode())
print(box.store('1', '+FLAGS.SILENT', '(\\\\Deleted)')[0], box.expunge()[1][0].decode(), box.select()[1][0].decode())
print(box.logout()[0])
`);
  assert.deepEqual(out, [
    '530',
    '220',
    '535',
    '235',
    '503 503',
    '[550]',
    '552',
    '{}',
    'OK',
    '1',
    "Grüße 你好 ['.first dot', '..second', 'last']",
    "[('größe.bin', True)]",
    '1',
    '1 (FLAGS (\\Seen \\Flagged \\Recent))',
    'OK OK &ZeVnLIqe- (MESSAGES 1 UNSEEN 0)',
    'OK ',
    'OK 1',
    'OK 1 0',
    'BYE',
  ]);
});

test('users are added, listed, given a new password and removed while the server runs and while it does not', async () => {
  await using folder = await tempFolder();
  const made = await user(folder.path, ['add', 'ann@test']);
  const { address, password } = JSON.parse(made.stdout);
  assert.deepEqual([address, password.length], ['ann@test', 20]);
  await using server = await startLocalServer({ data: folder.path });
  const signIn = async (secret: string) => {
    const [said] = await python(`
import imaplib
try: print(imaplib.IMAP4('127.0.0.1', ${server.ports.imap}).login('ann@test', ${json(secret)})[0])
except imaplib.IMAP4.error: print('NO')`);
    return said;
  };
  assert.equal(await signIn(password), 'OK');
  assert.equal((await user(folder.path, ['passwd', 'ann@test', '--password-stdin'], 'other')).code, 0);
  assert.deepEqual([await signIn(password), await signIn('other')], ['NO', 'OK']);
  assert.match((await user(folder.path, ['add', 'ANN@test', '--password-stdin'], 'x')).stderr, /^server\.userExists: /);
  assert.match(
    (await user(folder.path, ['add', 'not an address', '--password-stdin'], 'x')).stderr,
    /^server\.badAddress: /,
  );
  assert.equal((await user(folder.path, ['list'])).stdout, 'ann@test\n');
  assert.equal((await user(folder.path, ['remove', 'ann@test'])).code, 0);
  assert.equal(await signIn('other'), 'NO');
  assert.match((await user(folder.path, ['remove', 'ann@test'])).stderr, /^server\.userUnknown: /);
  assert.equal((await user(folder.path, ['frob', 'x'])).code, 2);
  assert.equal((await stat(join(folder.path, 'control.json'))).mode & 0o777, 0o600);
  assert.equal((await readFile(join(folder.path, 'mail.db'))).includes('other'), false);
});

test('one server per folder; SIGTERM ends it with 0; what it stored is there after a restart', async () => {
  await using folder = await tempFolder();
  await user(folder.path, ['add', 'ann@test', '--password-stdin'], 'pw');
  const server = await startLocalServer({ data: folder.path });
  await assert.rejects(startLocalServer({ data: folder.path }), /engine\.busyElsewhere/);
  const append = `
import imaplib
box = imaplib.IMAP4('127.0.0.1', PORT); box.login('ann@test', 'pw')
`;
  await python(
    `${append.replace('PORT', String(server.ports.imap))}box.append('INBOX', None, None, b'Subject: stay\\r\\n\\r\\n')`,
  );
  const idler = connect(server.ports.imap, '127.0.0.1');
  await new Promise((resolve) => idler.once('data', resolve)); // It hears BYE and stays: nobody waits for it.
  idler.on('error', () => {});
  assert.equal(await server.stop(), 0);
  idler.destroy();
  await using again = await startLocalServer({ data: folder.path });
  assert.deepEqual(
    await python(`${append.replace('PORT', String(again.ports.imap))}print(box.select()[1][0].decode())`),
    ['1'],
  );
});

test('O01 what serve can’t do ends with its code: a port that is taken, a folder in use, a service it does not have', async () => {
  await using folder = await tempFolder();
  await using server = await startLocalServer({ data: join(folder.path, 'a') });
  const serve = (...args: readonly string[]) => mailroom(['serve', ...args]);
  const [a, b] = [join(folder.path, 'a'), join(folder.path, 'b')];
  const taken = await serve('--data', b, '--imap', String(server.ports.imap));
  assert.equal(taken.code, 1);
  assert.match(taken.err, new RegExp(`^server\\.portTaken: .*${server.ports.imap}`));
  assert.equal(taken.out, '');
  const inUse = await serve('--data', a, '--imap', '0');
  assert.equal(inUse.code, 1);
  assert.match(inUse.err, /^engine\.busyElsewhere: /);
  for (const args of [
    ['--data', b, '--gopher', '0'],
    ['--data', b, '--imap', 'x'],
    ['--imap', '0'],
  ]) {
    const misused = await serve(...args);
    assert.equal(misused.code, 2, args.join(' '));
    assert.match(misused.err, /^cli\.usage: /);
  }
});

test('the server goes when the process that started it goes', async () => {
  await using folder = await tempFolder();
  const server = await startLocalServer({ data: folder.path });
  await server.kill(); // The command line, not the server: that one must notice.
  await waitFor(async () => !(await answers(server.ports.imap)), { what: 'the orphan to end' });
  const child = await startLocalServer({
    data: folder.path,
    args: ['--imap', '0', '--with-parent'],
    program: 'server.cjs',
  });
  child.child.stdin?.end();
  await waitFor(async () => !(await answers(child.ports.imap)), { what: 'the child to end' });
});

test('imapflow: IDLE tells one session within a second what another did; MOVE gives the new UIDs', async () => {
  await using folder = await tempFolder();
  await user(folder.path, ['add', 'ann@test', '--password-stdin'], 'pw');
  await using server = await startLocalServer({ data: folder.path });
  const [watcher, actor] = [imapflow(server.ports.imap), imapflow(server.ports.imap)];
  await Promise.all([watcher.connect(), actor.connect()]);
  const list = await watcher.list();
  assert.equal(list.find(({ specialUse }) => specialUse === '\\Archive')?.path, 'Archive');
  await watcher.mailboxOpen('INBOX');
  const told = new Promise<number | undefined>((resolve) => watcher.once('exists', ({ count }) => resolve(count)));
  void watcher.idle();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const start = performance.now();
  await actor.append('INBOX', 'Subject: =?utf-8?B?5L2g5aW9?=\r\nFrom: a@b\r\n\r\nhi\r\n', ['$Work']);
  assert.equal(await told, 1);
  assert.ok(performance.now() - start < 1_000);
  await actor.mailboxOpen('INBOX');
  const fetched = await actor.fetchOne('1', { envelope: true, flags: true, bodyStructure: true, uid: true });
  assert.ok(fetched);
  assert.equal(fetched.envelope?.subject, '你好');
  assert.deepEqual(
    [...(fetched.flags ?? [])].filter((flag) => flag !== '\\Recent'),
    ['$Work'],
  );
  const gone = new Promise<number | undefined>((resolve) => watcher.once('expunge', ({ seq }) => resolve(seq)));
  await actor.mailboxCreate('日本語/下');
  const client = join(folder.path, 'move.py');
  await writeFile(
    client,
    `import imaplib\nbox = imaplib.IMAP4('127.0.0.1', ${server.ports.imap}); box.login('ann@test', 'pw'); box.select()\nprint(box.uid('MOVE', '1', '&ZeVnLIqe-/&Tgs-')[0], box.response('COPYUID')[1][0].decode().split(' ', 1)[1])\n`,
  );
  assert.equal((await run('python3', [client])).stdout, 'OK 1 1\n');
  assert.equal(await gone, 1);
  await Promise.all([watcher.logout(), actor.logout()]);
});

test('curl, swaks and neomutt get what they came for', async () => {
  await using folder = await tempFolder();
  await user(folder.path, ['add', 'ann@test', '--password-stdin'], 'pw');
  await using server = await startLocalServer({ data: folder.path });
  const { smtp, imap } = server.ports;
  const ca = join(folder.path, 'ca.pem');
  const sent = await run('swaks', [
    '--server',
    `127.0.0.1:${smtp}`,
    '--from',
    'ann@test',
    '--to',
    'ann@test',
    '--auth',
    'PLAIN',
    '--auth-user',
    'ann@test',
    '--auth-password',
    'pw',
    '--h-Subject',
    'from swaks',
  ]);
  assert.equal(sent.code, 0, sent.stdout);
  const read = await run('curl', [
    '-sS',
    '--ssl-reqd',
    '--cacert',
    ca,
    '-u',
    'ann@test:pw',
    `imap://localhost:${imap}/INBOX;UID=1;SECTION=HEADER.FIELDS%20(SUBJECT)`,
  ]);
  assert.match(read.stdout, /Subject: from swaks/, read.stderr);
  const rc = join(folder.path, 'muttrc');
  const url = `imap://127.0.0.1:${imap}`;
  await writeFile(
    rc,
    `set imap_user=ann@test\nset imap_pass=pw\nset ssl_starttls=no\nset wait_key=no\nset confirmappend=no\nset ssl_force_tls=no\nset folder=${json(url)}\nset spoolfile=${json(`${url}/INBOX`)}\nset header_cache=""\nset delete=yes\nset move=no\nset quit=yes\n`,
  );
  const keys = 'push "<tag-pattern>~A<enter><tag-prefix><save-message>=Archive<enter><sync-mailbox><quit>"';
  // neomutt wants a terminal; Python's pty module is one.
  const terminal = `import pty, sys; sys.exit(pty.spawn(${json(['neomutt', '-F', rc, '-e', keys])}) >> 8)`;
  const env = { ...process.env, HOME: folder.path, TERM: 'xterm' };
  const mutt = await run('python3', ['-c', terminal], { env, timeoutMs: 20_000 });
  assert.equal(mutt.code, 0, mutt.stdout + mutt.stderr);
  const out = await python(`
import imaplib
box = imaplib.IMAP4('127.0.0.1', ${imap}); box.login('ann@test', 'pw')
print(box.select('Archive')[1][0].decode(), box.select('INBOX')[1][0].decode())`);
  assert.deepEqual(out, ['1 0']);
});

test('kill -9 in the middle of deliveries loses nothing that was answered 250, and stores nothing twice', async () => {
  await using folder = await tempFolder();
  await user(folder.path, ['add', 'ann@test', '--password-stdin'], 'pw');
  const accepted: string[] = [];
  for (let round = 0; round < 8; round++) {
    const server = await startLocalServer({
      data: folder.path,
      args: ['--smtp', '0', '--sandbox'],
      program: 'server.cjs',
    });
    const sending = deliverUntilCut(server.ports.smtp, round, accepted);
    const before = accepted.length;
    await waitFor(() => accepted.length > before + round, { what: 'some deliveries' });
    await server.kill();
    await sending;
  }
  await using server = await startLocalServer({ data: folder.path, args: ['--imap', '0'], program: 'server.cjs' });
  const found = await python(`
import imaplib
box = imaplib.IMAP4('127.0.0.1', ${server.ports.imap}); box.login('ann@test', 'pw'); box.select()
for item in box.fetch('1:*', '(BODY[HEADER.FIELDS (X-Mark)])')[1]:
    if isinstance(item, tuple): print(item[1].decode().strip().split(' ')[1])`);
  console.log(`# ${accepted.length} answered 250 over 8 kills, ${found.length} stored`);
  assert.ok(accepted.length >= 8);
  assert.equal(new Set(found).size, found.length, 'a mail is there twice');
  assert.deepEqual(
    accepted.filter((mark) => !found.includes(mark)),
    [],
  );
});

/** Sends marked mails one after another over one connection; notes each mark when its 250 came. */
function deliverUntilCut(port: number, round: number, accepted: string[]): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let count = 0;
    let step = 0;
    const mark = () => `${round}-${count}`;
    const steps = [
      () => 'EHLO test',
      () => 'MAIL FROM:<a@b.test>',
      () => 'RCPT TO:<ann@test>',
      () => 'DATA',
      () => `X-Mark: ${mark()}\r\n\r\nhello\r\n.`,
    ];
    socket.setEncoding('utf8').on('data', (text: string) => {
      if (!/^\d{3} .*\r\n$/m.test(text)) return;
      if (step === steps.length) {
        accepted.push(mark());
        count++;
        step = 1;
      }
      socket.write(`${steps[step++]?.()}\r\n`);
    });
    socket.on('error', () => {}).on('close', () => resolve());
  });
}

test('the sample mailbox is served: two people, their folders, their mail', async () => {
  await using folder = await tempFolder();
  await using server = await startLocalServer({
    data: folder.path,
    args: ['--smtp', '0', '--imap', '0', '--sandbox', '--sample', '1'],
  });
  const out = await python(`
import imaplib
for name in ('alex', 'sam'):
    box = imaplib.IMAP4('127.0.0.1', ${server.ports.imap}); box.login(name + '@mailroom.test', 'mailroom')
    total = 0
    for line in box.list()[1]:
        status = box.status(line.decode().split('"/" ')[1], '(MESSAGES)')
        total += int(status[1][0].decode().split('MESSAGES ')[1].rstrip(')'))
    print(total > 40, len(box.list()[1]))
    box.select(); box.fetch('1:*', '(ENVELOPE BODYSTRUCTURE)')`);
  assert.deepEqual(out, ['True 11', 'True 6']);
});

function imapflow(port: number): ImapFlow {
  return new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: false,
    doSTARTTLS: false,
    auth: { user: 'ann@test', pass: 'pw' },
    logger: false,
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}

/** The lines that a Python program prints; its failure is the test's. */
async function python(program: string): Promise<string[]> {
  const { code, stdout, stderr } = await run('python3', ['-c', program], { timeoutMs: 60_000 });
  assert.equal(code, 0, stderr);
  return stdout === '' ? [] : stdout.replace(/\n$/, '').split('\n');
}
