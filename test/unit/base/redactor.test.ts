import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { Redactor, shownLineMaxChars } from '../../../src/base/redactor.ts';
import { nastyStrings } from '../../support/nastyStrings.ts';

const user = 'zhang.wei@example.test';
const secret = 'S3cret "码" \\pass wörd';
const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');

/** Lines of a dialogue, `C: ` or `S: ` before each, as they would be shown. */
function shown(lines: readonly string[], secrets: readonly string[] = []): string {
  const redactor = new Redactor(secrets);
  return lines
    .map((line) => (line.startsWith('C: ') ? redactor.client(line.slice(3)) : redactor.server(line.slice(3))))
    .join('\n');
}

const digest = createHmac('md5', secret).update('<1896.697170952@example.test>').digest('hex');
const payloads = {
  plain: base64(`\0${user}\0${secret}`),
  user: base64(user),
  password: base64(secret),
  cramMd5: base64(`${user} ${digest}`),
  xoauth2: base64(`user=${user}\x01auth=Bearer ${secret}\x01\x01`),
  oauthBearer: base64(`n,a=${user},\x01host=imap.example.test\x01port=993\x01auth=Bearer ${secret}\x01\x01`),
  scramFirst: base64(`n,,n=${user},r=fyko+d2lbbFgONRv9qkxdawL`),
  scramFinal: base64('c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfc,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts='),
};

/** Every way that a password or a token goes over a line of IMAP, SMTP or POP3. */
const dialogues: { readonly [name: string]: readonly string[] } = {
  'IMAP LOGIN, quoted (RFC 9051 §6.2.3)': [`C: 1 LOGIN ${user} "${secret.replace(/["\\]/g, '\\$&')}"`, 'S: 1 OK in'],
  'IMAP LOGIN, literals': ['C: 1 LOGIN {22}', 'S: + go', `C: ${user} {23}`, 'S: + go', `C: ${secret}`, 'S: 1 OK in'],
  'IMAP AUTHENTICATE PLAIN with SASL-IR (RFC 4959)': [`C: 1 AUTHENTICATE PLAIN ${payloads.plain}`, 'S: 1 OK in'],
  'IMAP AUTHENTICATE PLAIN': ['C: 1 authenticate plain', 'S: +', `C: ${payloads.plain}`, 'S: 1 OK in'],
  'IMAP AUTHENTICATE LOGIN': [
    'C: 1 AUTHENTICATE LOGIN',
    `S: + ${base64('Username:')}`,
    `C: ${payloads.user}`,
    `S: + ${base64('Password:')}`,
    `C: ${payloads.password}`,
    'S: 1 NO [AUTHENTICATIONFAILED] no',
  ],
  'IMAP CRAM-MD5 (RFC 2195)': [
    'C: 1 AUTHENTICATE CRAM-MD5',
    `S: + ${base64('<1896.697170952@example.test>')}`,
    `C: ${payloads.cramMd5}`,
    'S: 1 OK in',
  ],
  'IMAP XOAUTH2, refused': [
    `C: 1 AUTHENTICATE XOAUTH2 ${payloads.xoauth2}`,
    'S: + eyJzdGF0dXMiOiI0MDAifQ==',
    'C: ',
    'S: 1 NO',
  ],
  'IMAP OAUTHBEARER (RFC 7628)': ['C: 1 AUTHENTICATE OAUTHBEARER', 'S: +', `C: ${payloads.oauthBearer}`, 'S: 1 OK in'],
  'IMAP SCRAM-SHA-256 (RFC 7677)': [
    `C: 1 AUTHENTICATE SCRAM-SHA-256 ${payloads.scramFirst}`,
    'S: + cj1meWtvK2QybGJiRmdPTlJ2OXFreGRhd0wzcmZjLHM9UVNYQ1IrUTZzZWs4YmY5MixpPTQwOTY=',
    `C: ${payloads.scramFinal}`,
    'S: + dj1ybUY5cHFWOFM3c3VBb1pXamE0ZEpSa0ZzS1E9',
    'C: ',
    'S: 1 OK in',
  ],
  'SMTP AUTH PLAIN (RFC 4954)': [`C: AUTH PLAIN ${payloads.plain}`, 'S: 235 in'],
  'SMTP AUTH LOGIN': [
    'C: AUTH LOGIN',
    'S: 334 VXNlcm5hbWU6',
    `C: ${payloads.user}`,
    'S: 334 UGFzc3dvcmQ6',
    `C: ${payloads.password}`,
    'S: 535 no',
  ],
  'SMTP AUTH XOAUTH2': [`C: auth xoauth2 ${payloads.xoauth2}`, 'S: 235 in'],
  'POP3 PASS (RFC 1939 §7)': [`C: USER ${user}`, 'S: +OK', `C: pass ${secret}`, 'S: +OK in'],
  'POP3 APOP': [`C: APOP ${user} ${digest}`, 'S: +OK in'],
};

const hidden = [
  secret,
  secret.replace(/["\\]/g, '\\$&'),
  digest,
  ...Object.values(payloads).filter((payload) => payload !== payloads.user),
];

describe('credentials of every form stay out of what is shown of a dialogue', () => {
  for (const [name, lines] of Object.entries(dialogues)) {
    test(`${name}, by the command alone`, () => {
      const text = shown(lines);
      for (const form of hidden) assert.equal(text.includes(form), false, `${form}\n${text}`);
      assert.match(text, /\*\*\*/);
    });
    test(`${name}: the command and the server’s word stay`, () => {
      const text = shown(lines);
      assert.match(text, /LOGIN|AUTH|PASS|APOP/i);
      assert.ok(text.endsWith(lines.at(-1)?.slice(3) ?? '?'), text);
    });
  }

  test('what is said after signing in is shown again', () => {
    const text = shown([
      ...(dialogues['IMAP AUTHENTICATE PLAIN'] ?? []),
      'C: 2 SELECT INBOX',
      'S: * 3 EXISTS',
      'S: 2 OK',
    ]);
    assert.match(text, /2 SELECT INBOX\n\* 3 EXISTS\n2 OK$/);
  });

  test('a server that says the secret back is masked: plain, percent-encoded, in base64 of either alphabet', () => {
    const url = base64(`x${secret}?>`).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
    const text = shown(
      [`S: * BAD got ${secret}`, `S: 535 ${payloads.plain} is wrong`, `S: * NO ${encodeURIComponent(secret)} ${url}`],
      [secret],
    );
    for (const form of [secret, payloads.plain, encodeURIComponent(secret), url])
      assert.equal(text.includes(form), false);
    assert.match(text, /^\* BAD got \*\*\*\n535 \*\*\* is wrong\n\* NO \*\*\* \*\*\*$/);
  });

  test('the server’s reason is left as it is: "Login fail. Password is incorrect" is no command', () => {
    assert.equal(shown(['S: 1 NO LOGIN fail. Password is incorrect']), '1 NO LOGIN fail. Password is incorrect');
  });

  test('any secret, also one made to look like the protocol, is masked', () => {
    for (const nasty of nastyStrings.filter((one) => one.trim().length > 3 && !/\p{C}/u.test(one))) {
      const text = shown([`C: 1 LOGIN "x" "${nasty}"`, `S: 1 NO not ${nasty}`], [nasty]);
      assert.equal(text.includes(nasty), false, nasty);
    }
  });
});

describe('what a mail says stays out of it', () => {
  test('a FETCH row keeps flags and numbers, nothing from its envelope on', () => {
    const line = '* 5 FETCH (UID 9 FLAGS (\\Seen) RFC822.SIZE 120 ENVELOPE ("x" "Offer for Wei" NIL) MODSEQ (12))';
    assert.equal(shown([`S: ${line}`]), '* 5 FETCH (UID 9 FLAGS (\\Seen) RFC822.SIZE 120 …)');
    assert.equal(shown(['S: * 5 FETCH (BODY[TEXT] "Dear Wei" UID 9)']), '* 5 FETCH (…)');
    assert.equal(shown(['S: * 5 FETCH (UID 9 RFC822 {8}']), '* 5 FETCH (UID 9 …)');
  });

  test('a long line is cut, control and direction characters become spaces', () => {
    assert.equal(shown([`S: ${'x'.repeat(shownLineMaxChars)}`]).length, shownLineMaxChars);
    assert.equal(shown([`S: ${'x'.repeat(shownLineMaxChars + 1)}`]), `${'x'.repeat(shownLineMaxChars)}…`);
    assert.equal(shown(['S: a\u0007b\u202ec\u0000']), 'a b c ');
  });
});
