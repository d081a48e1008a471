import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { explainRefusal, isTransient, type SignInAnswer } from '../../../../src/mail/providers/refusals.ts';

function smtp(text: string): SignInAnswer {
  return { service: 'smtp', text, responseCode: '', reply: Number(text.slice(0, 3)) };
}
function imap(text: string, responseCode = ''): SignInAnswer {
  return { service: 'imap', text, responseCode, reply: 0 };
}

/** Answer, provider, whether it wants a code, what it means. */
const cases = [
  [smtp('535 Login Fail. Please enter your authorization code to login.'), 'qq', true, 'auth.needsCode'],
  [
    smtp('535 Error: \u951b\u71b2 http://service.mail.qq.com/x?subtype=1&&id=28&&no=1001256'),
    'qq',
    true,
    'auth.needsCode',
  ],
  [
    smtp('535 Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited'),
    'foxmail',
    true,
    'auth.needsCode',
  ],
  [smtp('535 Error: authentication failed'), '163', true, 'auth.needsCode'],
  [smtp('550 User has no permission'), '163', true, 'auth.serviceOff'],
  [smtp('451 Requested mail action not taken: too much fail authentication'), '126', true, 'auth.tooMany'],
  [imap('LOGIN Login error or password error'), '163', true, 'auth.needsCode'],
  [imap('SELECT Unsafe Login. Please contact kefu@188.com for help'), '163', true, 'auth.blocked'],
  [smtp('535 5.7.8 authentication failed'), 'sina', true, 'auth.needsCode'],
  [smtp('534-5.7.9 Application-specific password required.'), 'gmail', true, 'auth.needsCode'],
  [imap('Invalid credentials (Failure)', 'AUTHENTICATIONFAILED'), 'gmail', true, 'auth.needsCode'],
  [imap('Your account is not enabled for IMAP use. Please visit your settings'), 'gmail', true, 'auth.serviceOff'],
  [imap('Please log in via your web browser: https://support.example', 'WEBALERT'), 'gmail', true, 'auth.blocked'],
  [imap('LOGIN failed.'), 'outlook', false, 'auth.needsOauth'],
  [
    smtp('535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.'),
    'microsoft365',
    false,
    'auth.serviceOff',
  ],
  [smtp('535 5.7.139 Authentication unsuccessful, basic authentication is disabled.'), '', false, 'auth.needsOauth'],
  [smtp('535 5.7.0 (#AUTH005) Too many bad auth attempts.'), 'yahoo', true, 'auth.needsCode'],
  [smtp('535 5.7.0 NEOBHODIM parol prilozheniya / Application password is REQUIRED'), 'mailru', true, 'auth.needsCode'],
  [smtp('538 5.7.11 Encryption required for requested authentication mechanism'), '', false, 'auth.noMechanism'],
  [smtp('454 4.7.0 Temporary authentication failure'), '', false, 'auth.tooMany'],
  [imap('Authentication failed.', 'AUTHENTICATIONFAILED'), '', false, 'auth.refused'],
  [imap('IMAP access is disabled for your account'), '', false, 'auth.serviceOff'],
  [imap('Too many simultaneous connections', 'LIMIT'), '', false, 'auth.tooMany'],
  [smtp('535 5.7.8 Error: authentication failed: '), '', false, 'auth.refused'],
] as const satisfies readonly (readonly [SignInAnswer, string, boolean, string])[];

describe('A02 a refusal to sign in is told by its cause', () => {
  for (const [answer, provider, codeWanted, code] of cases) {
    test(`${provider || 'any server'}: "${answer.text.slice(0, 60)}" → ${code}`, () => {
      assert.equal(explainRefusal(answer, provider, codeWanted), code);
    });
  }

  test('a 4xx says nothing of the secret', () => {
    assert.equal(isTransient(smtp('454 4.7.0 later')), true);
    assert.equal(isTransient(imap('busy', 'UNAVAILABLE')), true);
    assert.equal(isTransient(smtp('535 no')), false);
  });
});
