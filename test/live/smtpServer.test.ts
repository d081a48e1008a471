/** The local server's SMTP as Python's smtplib and swaks speak it: submission, TLS both ways, every extension that they know. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../support/childProcess.ts';
import { startLocalServer, user } from '../support/localServer.ts';
import { tempFolder } from '../support/tempFolder.ts';

test('J01 J06 J07 smtplib and swaks submit over STARTTLS and over TLS, in 8 bits, to addresses in any script', async () => {
  await using folder = await tempFolder();
  await user(folder.path, ['add', 'ann@test', '--password-stdin'], 'pw');
  await user(folder.path, ['add', '用户@test', '--password-stdin'], 'pw');
  await using server = await startLocalServer({
    data: folder.path,
    args: ['--smtp', '0', '--smtps', '0', '--imap', '0'],
  });
  const { smtp, smtps = 0, imap } = server.ports;
  const ca = join(folder.path, 'ca.pem');
  const python = `
import imaplib, smtplib, ssl
ctx = ssl.create_default_context(cafile=${JSON.stringify(ca)})
def told(action):
    try: return action()
    except smtplib.SMTPResponseException as error: return error.smtp_code
    except smtplib.SMTPRecipientsRefused as error: return [code for code, _ in error.recipients.values()]
out = smtplib.SMTP('localhost', ${smtp})
print(out.helo()[0], out.docmd('DATA')[0], out.ehlo()[0], out.starttls(context=ctx)[0])
print(out.docmd('MAIL', 'FROM:<ann@test>')[0])
for mechanism in ('PLAIN', 'LOGIN'):
    out.ehlo(); out.esmtp_features['auth'] = mechanism
    print(mechanism, out.login('ann@test', 'pw')[0])
    out.quit()
    out = smtplib.SMTP_SSL('localhost', ${smtps}, context=ctx)
out.login('ann@test', 'pw')
print(sorted(name for name in out.esmtp_features if name in ('8bitmime', 'chunking', 'dsn', 'pipelining', 'size', 'smtputf8')))
print(out.sendmail('ann@test', ['用户@test'], 'Subject: 你好\\r\\n\\r\\n.\\r\\n..\\r\\n好\\r\\n'.encode(), ['SMTPUTF8', 'BODY=8BITMIME']))
print(told(lambda: out.sendmail('ann@test', ['x@gmail.com'], 'x')), out.verify('ann@test')[0], out.noop()[0], out.rset()[0], out.docmd('HELP')[0])
out.docmd('MAIL', 'FROM:<ann@test>'); out.docmd('RCPT', 'TO:<ann@test>'); out.docmd('DATA')
out.send(b'first\\n.\\nMAIL FROM:<ann@test>\\r\\nRCPT TO:<ann@test>\\r\\nDATA\\r\\nsecond\\r\\n.\\r\\n')
print(out.getreply()[0], out.quit()[0])
box = imaplib.IMAP4('localhost', ${imap}); box.starttls(ctx)
box.authenticate('PLAIN', lambda _: '\\0用户@test\\0pw'.encode()); box.select()
print(box.fetch('1', '(BODY[TEXT])')[1][0][1].decode().split('\\r\\n'))
box = imaplib.IMAP4('localhost', ${imap}); box.login('ann@test', 'pw'); print(box.select()[1][0].decode())
`;
  const { stdout, stderr } = await run('python3', ['-c', python], { timeoutMs: 60_000 });
  assert.deepEqual(
    stdout.trim().split('\n'),
    [
      '250 503 250 220',
      '503',
      'PLAIN 235',
      'LOGIN 235',
      "['8bitmime', 'chunking', 'dsn', 'pipelining', 'size', 'smtputf8']",
      '{}',
      '[550] 252 250 250 214',
      '550 221',
      "['.', '..', '好', '']",
      '0',
      stderr,
    ].filter(Boolean),
  );
  const swaks = (port: number, ...args: readonly string[]) =>
    run('swaks', [
      ...['--server', 'localhost', '--port', String(port), '--from', 'ann@test', '--to', 'ann@test'],
      ...['--auth-user', 'ann@test', '--tls-ca-path', ca, '--tls-verify', ...args],
    ]);
  const right = ['--auth-password', 'pw'];
  const outcomes = [
    await swaks(smtp, '-tls', '--auth', 'LOGIN', ...right, '--pipeline'),
    await swaks(smtps, '-tlsc', '--auth', 'PLAIN', ...right),
    await swaks(smtp, '-tls', '--auth', 'PLAIN', '--auth-password', 'wrong'),
    await swaks(smtp, '-tls', '--auth', 'PLAIN', ...right, '--to', 'x@gmail.com'),
  ];
  assert.deepEqual(
    outcomes.map(({ code }) => code),
    [0, 0, 28, 24],
    outcomes.map(({ stdout: said }) => said).join('\n'),
  );
});
