import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { smtpWorld } from '../../support/memorySmtp.ts';

const plain = (user: string, password: string) => Buffer.from(`\0${user}\0${password}`).toString('base64');
const base64 = (text: string) => Buffer.from(text).toString('base64');
const begin = ['EHLO c.test → 250-', `AUTH PLAIN ${plain('ann@test', 'pw')} → 235 2.7.0`];
const toBob = [...begin, 'MAIL FROM:<ann@test> → 250 2.1.0', 'RCPT TO:<bob@test> → 250 2.1.5'];
const mail = ['DATA → 354', 'Subject: x\r\n\r\nhello\r\n. → 250 2.0.0'];

/** What a client says and how the answer begins; `-` behind → for a connection that ended. */
const dialogues: { readonly [name: string]: readonly string[] } = {
  'a mail by EHLO, sign-in, MAIL, RCPT, DATA, QUIT': [...toBob, ...mail, 'QUIT → 221 2.0.0', '→ -'],
  'HELO greets in one line': ['HELO c.test → 250 localhost'],
  'HELO offers no sign-in, and so no mail': ['HELO c → 250', 'AUTH PLAIN = → 503', 'MAIL FROM:<a@b> → 530 5.7.0'],
  'EHLO without a name': ['EHLO → 501 5.5.4', 'HELO → 501 5.5.4'],
  'verbs in any case, blanks at the end': ['ehlo c.test  → 250-', 'nOoP → 250', 'rset   → 250'],
  'MAIL before EHLO': ['MAIL FROM:<ann@test> → 503 5.5.1'],
  'AUTH before EHLO': [`AUTH PLAIN ${plain('ann@test', 'pw')} → 503 5.5.1`],
  'RCPT before MAIL': [...begin, 'RCPT TO:<bob@test> → 503 5.5.1'],
  'DATA before MAIL': [...begin, 'DATA → 503 5.5.1'],
  'DATA before RCPT': [...begin, 'MAIL FROM:<ann@test> → 250', 'DATA → 503 5.5.1'],
  'DATA after refused recipients only': [
    ...[...begin, 'MAIL FROM:<ann@test> → 250', 'RCPT TO:<eve@test> → 550 5.1.1', 'DATA → 554 5.5.1'],
  ],
  'a mail within a mail': [...toBob, 'MAIL FROM:<ann@test> → 503 5.5.1'],
  'sign-in within a mail': ['EHLO c → 250-', 'MAIL FROM:<ann@test> → 530 5.7.0'],
  'sign-in twice': [...begin, `AUTH PLAIN ${plain('ann@test', 'pw')} → 503 5.5.1`],
  'two mails on one connection': [...toBob, ...mail, ...toBob.slice(2), ...mail],
  'RSET forgets the mail and not who signed in': [...toBob, 'RSET → 250 2.0.0', 'DATA → 503', ...toBob.slice(2)],
  'EHLO in the middle forgets the mail': [...toBob, 'EHLO c.test → 250-', 'DATA → 503', ...toBob.slice(2), ...mail],
  'a wrong password': ['EHLO c → 250-', `AUTH PLAIN ${plain('ann@test', 'no')} → 535 5.7.8`],
  'a user who is not there': ['EHLO c → 250-', `AUTH PLAIN ${plain('eve@test', 'pw')} → 535 5.7.8`],
  'AUTH PLAIN in two steps': ['EHLO c → 250-', 'AUTH PLAIN → 334', `${plain('ann@test', 'pw')} → 235 2.7.0`],
  'AUTH LOGIN': [
    'EHLO c → 250-',
    'AUTH LOGIN → 334 VXNlcm5hbWU6',
    `${base64('ann@test')} → 334 UGFzc3dvcmQ6`,
    `${base64('pw')} → 235 2.7.0`,
  ],
  'AUTH LOGIN with the name at once': [
    ...['EHLO c → 250-', `auth login ${base64('ann@test')} → 334 UGFzc3dvcmQ6`, `${base64('pw')} → 235`],
  ],
  'AUTH LOGIN with a wrong password, then the right one': [
    ...['EHLO c → 250-', 'AUTH LOGIN → 334', `${base64('ann@test')} → 334`, `${base64('no')} → 535`],
    `AUTH PLAIN ${plain('ann@test', 'pw')} → 235`,
  ],
  'AUTH cancelled': ['EHLO c → 250-', 'AUTH LOGIN → 334', '* → 501 5.7.0', 'NOOP → 250'],
  'AUTH with what is no base64': ['EHLO c → 250-', 'AUTH PLAIN !!! → 501 5.5.2', 'AUTH PLAIN → 334', '%% → 501 5.5.2'],
  'AUTH by a mechanism that is not offered': ['EHLO c → 250-', 'AUTH CRAM-MD5 → 504 5.5.4', 'AUTH → 501 5.5.4'],
  'five wrong passwords end the connection': [
    'EHLO c → 250-',
    ...Array(5).fill(`AUTH PLAIN ${plain('ann@test', 'no')} → 535 5.7.8`),
    '→ -',
  ],
  'a recipient elsewhere': [...begin, 'MAIL FROM:<ann@test> → 250', 'RCPT TO:<x@gmail.example> → 550'],
  'bad addresses': [
    ...[...begin, 'MAIL FROM:ann@test → 501 5.1.7', 'MAIL ann@test → 501 5.5.4', 'MAIL FROM:<ann@@test> → 501 5.1.7'],
    ...[
      'MAIL FROM:<ann test> → 501 5.1.7',
      'MAIL FROM:<> → 250',
      'RCPT TO:<> → 501 5.1.3',
      'RCPT TO:<bob> → 501 5.1.3',
    ],
    ...[
      'RCPT TO:<bob@> → 501',
      'RCPT TO:bob@test → 501',
      'RCPT TO:<bob@test → 501',
      `RCPT TO:<${'x'.repeat(65)}@t> → 501`,
    ],
  ],
  'addresses in every form that the RFC has': [
    ...[...begin, 'MAIL FROM:<"a b\\"c>"@x.test> → 250', 'RSET → 250', 'MAIL FROM:<@a.test,@b.test:ann@test> → 250'],
    ...[
      'RSET → 250',
      "MAIL FROM:<o'hara+x@[127.0.0.1]> → 250",
      'RCPT TO: <BOB@Test> → 250',
      'RCPT TO:<postmaster> → 550',
    ],
  ],
  'unknown parameters': [
    ...[...begin, 'MAIL FROM:<ann@test> FOO=1 → 555 5.5.4', 'MAIL FROM:<ann@test> SIZE=1 SIZE=2 → 501 5.5.4'],
    ...['MAIL FROM:<ann@test>SIZE=1 → 501', 'MAIL FROM:<ann@test> SIZE=x → 501', 'MAIL FROM:<ann@test> → 250'],
    'RCPT TO:<bob@test> FOO → 555 5.5.4',
  ],
  'a size that is too large': [
    ...begin,
    'MAIL FROM:<ann@test> SIZE=67108865 → 552 5.3.4',
    'MAIL FROM:<> SIZE=67108864 → 250',
  ],
  'NOOP, HELP and VRFY at any time': [
    ...['NOOP → 250', 'NOOP whatever → 250', 'HELP → 214-', 'VRFY ann@test → 252', 'VRFY eve@test → 252', 'VRFY → 501'],
    ...['EXPN list → 502 5.5.1', ...toBob, 'NOOP → 250', 'HELP → 214-', 'VRFY bob@test → 252', ...mail],
  ],
  'commands that nobody knows': ['FOO → 500 5.5.1', ' EHLO x → 500', 'MAILFROM:<a@b> → 500', 'NOOP → 250'],
  'arguments where none belong': ['RSET x → 501', ...toBob, 'DATA now → 501', ...mail],
  'QUIT at once': ['QUIT → 221', '→ -'],
  'an empty line': [' → 500', 'NOOP → 250'],
  'an empty mail': [...toBob, 'DATA → 354', '. → 250'],
  'a dot at the start of a line is doubled on the way': [
    ...toBob,
    'DATA → 354',
    '..a\r\n...b\r\nc.\r\n. → 250',
    'QUIT → 221',
  ],
  'a web browser': ['POST / HTTP/1.1 → 421', '→ -'],
  'too many commands that nobody knows': [...Array(50).fill('FOO → 500'), 'FOO → 421', '→ -'],
  'the same recipient twice gets one copy': [...toBob, 'RCPT TO:<Bob@TEST> → 250', ...mail],
};

describe('J01 SMTP dialogues', () => {
  assert.ok(Object.keys(dialogues).length >= 40);
  for (const [name, steps] of Object.entries(dialogues)) {
    test(`J01 ${name}`, async () => {
      const world = await smtpWorld();
      const client = world.connect();
      assert.match(await client.reply(), /^220 localhost ESMTP /);
      for (const step of steps) {
        const arrow = step.lastIndexOf('→ ');
        const [said, expected] = [step.slice(0, Math.max(0, arrow - 1)), step.slice(arrow + 2)];
        const answer = arrow === 0 ? await client.reply() : await client.say(said);
        assert.ok(
          expected === '-' ? answer === '' && client.closed : answer.startsWith(expected),
          `${said} → ${answer}`,
        );
      }
      const taken = steps.filter((step) => /(?:^|\n)\. → 250/.test(step));
      assert.equal(world.inbox('bob@test').length, taken.length);
      assert.equal(client.unread, '');
      client.vanish();
      assert.deepEqual(world.sessions.all(), []);
    });
  }
});
