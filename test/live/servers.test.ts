/** The servers and helpers that all other live tests stand on, judged by Python's imaplib, poplib and smtplib. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { test } from 'node:test';
import { run, runOk } from '../support/childProcess.ts';
import { message } from '../support/message.ts';
import { startProxy } from '../support/proxy.ts';
import { readByPython } from '../support/readByPython.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { storedMessageWith } from '../support/storedMessages.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { waitFor } from '../support/waitFor.ts';
import { makeCertificates } from './servers/certificates.ts';
import { hideCapabilities, startDovecot } from './servers/dovecot.ts';
import { startPostfix } from './servers/postfix.ts';

const ANN = { address: 'ann@example.test', password: 'pä:ss 词 wörd' };
const BOB = { address: 'bob@example.test', password: 'secret' };

test('Dovecot takes a log-in over TLS that verifies against the test CA, with a non-ASCII password', async () => {
  await using dovecot = await startDovecot({ users: [ANN, BOB] });
  const out = await python(`
import imaplib, poplib, ssl
ctx = ssl.create_default_context(cafile=${json(dovecot.ca)})
ann = imaplib.IMAP4_SSL('localhost', ${dovecot.imapsPort}, ssl_context=ctx)
print(ann.authenticate('PLAIN', lambda _: ('\\0' + ${json(ANN.address)} + '\\0' + ${json(ANN.password)}).encode())[0])
bob = imaplib.IMAP4('localhost', ${dovecot.imapPort})
bob.starttls(ctx)
print(bob.login(${json(BOB.address)}, ${json(BOB.password)})[0])
print(sorted(line.decode().split(' "." ')[0] for line in bob.list()[1] if b'Sent' in line or b'Trash' in line))
pop = poplib.POP3_SSL('localhost', ${dovecot.pop3sPort}, context=ctx)
pop.user(${json(BOB.address)}); print(pop.pass_(${json(BOB.password)}).decode())
try: imaplib.IMAP4_SSL('localhost', ${dovecot.imapsPort}, ssl_context=ctx).login(${json(BOB.address)}, 'wrong')
except imaplib.IMAP4.error as error: print(error.args[0].decode())
`);
  assert.deepEqual(out, [
    'OK',
    'OK',
    "['(\\\\HasNoChildren \\\\Sent)', '(\\\\HasNoChildren \\\\Trash)']",
    '+OK Logged in.',
    '[AUTHENTICATIONFAILED] Authentication failed.',
  ]);
});

test('a capability that is hidden is not claimed, and without TLS no log-in where TLS is required', async () => {
  await using dovecot = await startDovecot({ users: [BOB], capability: hideCapabilities('MOVE', 'UIDPLUS') });
  const claims = `
import imaplib
c = imaplib.IMAP4('localhost', PORT)
c.login(${json(BOB.address)}, ${json(BOB.password)})
print([name for name in ('MOVE', 'UIDPLUS', 'IDLE') if name in c.capability()[1][0].decode().split()])`;
  assert.deepEqual(await python(claims.replace('PORT', String(dovecot.imapPort))), ["['IDLE']"]);
  await using strict = await startDovecot({ users: [BOB], tls: 'required' });
  const refused = await run('python3', ['-c', claims.replace('PORT', String(strict.imapPort))]);
  assert.match(refused.stderr, /PRIVACYREQUIRED/);
});

test('a mail submitted to Postfix arrives in the INBOX byte for byte; a stranger and a large mail are refused', async () => {
  await using dovecot = await startDovecot({ users: [ANN, BOB] });
  await using postfix = await startPostfix({ dovecot, messageSizeLimitBytes: 100_000 });
  const mail = message({
    from: ANN.address,
    to: BOB.address,
    subject: '你好',
    text: 'Grüße\n.dot\n',
    attachments: [BINARY],
  });
  const out = await python(`
import base64, imaplib, smtplib, ssl, time
ctx = ssl.create_default_context(cafile=${json(dovecot.ca)})
mail = base64.b64decode(${json(mail.toString('base64'))})
c = smtplib.SMTP('localhost', ${postfix.submissionPort}); c.ehlo()
print('auth' in c.esmtp_features)
c.starttls(context=ctx); c.ehlo()
print(c.docmd('AUTH', 'PLAIN ' + base64.b64encode(('\\0' + ${json(ANN.address)} + '\\0' + ${json(ANN.password)}).encode()).decode())[0])
print(c.sendmail(${json(ANN.address)}, [${json(BOB.address)}], mail))
for to, size in (('nobody@example.test', 1), ('someone@elsewhere.test', 1), (${json(BOB.address)}, 200000)):
  try: c.sendmail(${json(ANN.address)}, [to], b'x' * size)
  except smtplib.SMTPRecipientsRefused as error: print(error.recipients[to][0])
  except smtplib.SMTPResponseException as error: print(error.smtp_code)
s = smtplib.SMTP_SSL('localhost', ${postfix.smtpsPort}, context=ctx)
print(s.login(${json(BOB.address)}, ${json(BOB.password)})[0])
i = imaplib.IMAP4_SSL('localhost', ${dovecot.imapsPort}, ssl_context=ctx)
i.login(${json(BOB.address)}, ${json(BOB.password)})
while i.select()[1][0] == b'0': time.sleep(0.05)
got = i.fetch('1', '(BODY.PEEK[])')[1][0][1]
print(got.endswith(mail))
`);
  assert.deepEqual(out, ['False', '235', '{}', '550', '550', '552', '235', 'True']);
});

test('a recipient can be refused for a while and be taken afterwards', async () => {
  await using dovecot = await startDovecot({ users: [BOB] });
  await using postfix = await startPostfix({ dovecot });
  const attempt = `
import smtplib
c = smtplib.SMTP('localhost', ${postfix.smtpPort}); c.ehlo()
c.mail('<x@elsewhere.test>'); print(c.rcpt('<${BOB.address}>'))`;
  postfix.answerRecipient(BOB.address, '451 4.3.0 100% full');
  assert.match((await python(attempt)).join(), /^\(451, .*100% full/);
  postfix.answerRecipient(BOB.address, undefined);
  assert.match((await python(attempt)).join(), /^\(250/);
});

test('10,000 seeded messages are there by STATUS, in order, with flags and dates', async () => {
  await using dovecot = await startDovecot({ users: [BOB] });
  const count = seedMailbox({ dovecot, address: BOB.address }, manyMessages({ count: 10_000 }));
  assert.equal(count, 10_000);
  seedMailbox({ dovecot, address: BOB.address, mailbox: 'Work.Reports' }, [
    { bytes: message(), flags: ['\\Answered'] },
  ]);
  const out = await python(`
import imaplib
c = imaplib.IMAP4('localhost', ${dovecot.imapPort})
c.login(${json(BOB.address)}, ${json(BOB.password)})
print(c.status('INBOX', '(MESSAGES UNSEEN UIDNEXT)')[1][0].decode())
print(c.status('Work.Reports', '(MESSAGES)')[1][0].decode())
c.select(readonly=True)
data = c.fetch('1,5025,10000', '(UID FLAGS INTERNALDATE BODY.PEEK[HEADER.FIELDS (SUBJECT)])')[1]
for head, subject in data[::2]: print(head.decode().split(' BODY')[0].replace(' \\\\Recent', '').replace('\\\\Recent', ''), subject.decode().strip())
`);
  assert.deepEqual(out, [
    'INBOX (MESSAGES 10000 UIDNEXT 10001 UNSEEN 1000)',
    'Work.Reports (MESSAGES 1)',
    '1 (UID 1 FLAGS (\\Seen) INTERNALDATE "25-Dec-2023 13:21:00 +0000" Subject: Message 1',
    '5025 (UID 5025 FLAGS (\\Flagged \\Seen) INTERNALDATE "29-Dec-2023 01:05:00 +0000" Subject: Message 5025',
    '10000 (UID 10000 FLAGS (\\Flagged) INTERNALDATE "01-Jan-2024 12:00:00 +0000" Subject: Message 10000',
  ]);
});

test('a mail delivered by LMTP wakes a client in IDLE', async () => {
  await using dovecot = await startDovecot({ users: [BOB] });
  const idle = converse(dovecot.imapPort);
  idle.write(`a LOGIN ${BOB.address} ${BOB.password}\r\nb SELECT INBOX\r\nc IDLE\r\n`);
  await idle.until('+ idling');
  await dovecot.deliver(BOB.address, message({ subject: 'now' }));
  await idle.until('* 1 EXISTS');
  idle.end();
});

test('the proxy cuts at a byte, holds at a text until released, replaces a text, and keeps what passed', async () => {
  await using dovecot = await startDovecot({ users: [BOB] });
  await using proxy = await startProxy({ targetPort: dovecot.imapPort });
  const held = proxy.rule({ from: 'server', at: { text: /a OK .*\r\n/ }, act: 'hold' });
  proxy.rule({ from: 'server', at: { text: 'Dovecot' }, act: { replace: 'Pigeon' } });
  const first = converse(proxy.port);
  first.write(`a LOGIN ${BOB.address} ${BOB.password}\r\n`);
  await held.hit;
  first.write('b NOOP\r\n');
  await first.until('a OK');
  assert.match(first.received(), /Pigeon.* ready\./);
  assert.ok(!first.received().includes('b OK'));
  held.release();
  await first.until('b OK');
  first.end();

  const cut = proxy.rule({ from: 'client', at: 5, act: 'cut', connection: 1 });
  const second = converse(proxy.port);
  second.write('a NOOP\r\n');
  await cut.hit;
  await waitFor(() => second.closed(), { what: 'the cut connection to close' });
  assert.equal(proxy.connections[1]?.sent('client').toString(), 'a NOO');
  assert.equal(cut.hits, 1);
});

test('the proxy reads inside TLS where it has the certificate, and passes TLS through where it has not', async () => {
  await using dovecot = await startDovecot({ users: [BOB] });
  await using folder = await tempFolder();
  const own = await makeCertificates(folder.path);
  const [key, cert, ca] = await Promise.all([own.key, own.certificate, dovecot.ca].map((path) => readFile(path)));
  assert.ok(key && cert && ca);
  await using open = await startProxy({ targetPort: dovecot.imapsPort, openTls: { key, cert, ca } });
  await using shut = await startProxy({ targetPort: dovecot.imapsPort });
  const login = (port: number, trusted: string) => `
import imaplib, ssl
c = imaplib.IMAP4_SSL('localhost', ${port}, ssl_context=ssl.create_default_context(cafile=${json(trusted)}))
print(c.login(${json(BOB.address)}, ${json(BOB.password)})[0]); c.logout()`;
  assert.deepEqual(await python(login(open.port, own.ca)), ['OK']);
  assert.deepEqual(await python(login(shut.port, dovecot.ca)), ['OK']);
  assert.match(String(open.connections[0]?.sent('client')), /LOGIN bob@example\.test/);
  assert.doesNotMatch(String(shut.connections[0]?.sent('client')), /LOGIN/);
});

test('what arrived is read from the disk, and what Python makes of it is known', async () => {
  await using dovecot = await startDovecot({ users: [BOB] });
  const mail = message({
    ...{
      from: '张伟 <zw@example.test>',
      to: BOB.address,
      subject: 'Grüße 你好',
      text: 'eins\nzwei\n',
      html: '<p>eins',
    },
    attachments: [
      BINARY,
      { filename: 'a.png', contentType: 'image/png', content: Buffer.of(1, 2), contentId: 'pic@x' },
    ],
  });
  await dovecot.deliver(BOB.address, mail);
  const stored = await storedMessageWith({ dovecot, address: BOB.address }, 'zw@example.test');
  assert.equal(stored.flags, '');
  const seen = await readByPython(stored.bytes);
  assert.deepEqual(seen.defects, []);
  assert.deepEqual([seen.subject, seen.from, seen.text], ['Grüße 你好', [['张伟', 'zw@example.test']], 'eins\nzwei\n']);
  assert.deepEqual(seen.tree, [
    'multipart/mixed',
    ' multipart/related',
    '  multipart/alternative',
    '   text/plain',
    '   text/html',
    '  image/png',
    ' application/octet-stream',
  ]);
  assert.deepEqual(
    seen.attachments.map(({ filename, cid, sha256 }) => [filename, cid, sha256]),
    [
      ['a.png', 'pic@x', createHash('sha256').update(Buffer.of(1, 2)).digest('hex')],
      ['报告.bin', '', createHash('sha256').update(BINARY.content).digest('hex')],
    ],
  );
});

test('an expired certificate and one for another name do not verify', async () => {
  await using folder = await tempFolder();
  const { ca, certificate } = await makeCertificates(folder.path, { days: -1, names: ['DNS:other.test'] });
  const { stdout, stderr } = await run('openssl', ['verify', '-CAfile', ca, certificate]);
  assert.match(stdout + stderr, /certificate has expired/);
  const other = await run('openssl', ['x509', '-in', certificate, '-noout', '-checkhost', 'localhost']);
  assert.match(other.stdout, /does NOT match/);
});

const BINARY = { filename: '报告.bin', content: Buffer.from(Array.from({ length: 3_000 }, (_, index) => index % 256)) };

const json = JSON.stringify;

/** Lines that the program printed. */
async function python(program: string): Promise<string[]> {
  return (await runOk('python3', ['-c', program], { timeoutMs: 60_000 })).trimEnd().split('\n');
}

function converse(port: number) {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  let closed = false;
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => {}); // A reset is what the cut test asks for.
  socket.once('close', () => {
    closed = true;
  });
  return {
    write: (line: string) => socket.write(line),
    end: () => socket.end(),
    received: () => text,
    closed: () => closed,
    until: (part: string) => waitFor(() => text.includes(part), { what: `"${part}", got ${JSON.stringify(text)}` }),
  };
}
