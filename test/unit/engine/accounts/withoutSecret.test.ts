import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MailError } from '../../../../src/base/errors.ts';
import { errorWithoutSecret, withoutSecret } from '../../../../src/engine/accounts/withoutSecret.ts';

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');

describe('A03 what a server repeats of a secret', () => {
  const secret = 'pä55-码';

  test('is taken out, plain and in base64, alone and with the user before it', () => {
    for (const form of [secret, base64(secret), base64(`\0ann@example.test\0${secret}`)])
      assert.equal(withoutSecret(`535 no: AUTH PLAIN ${form} refused`, secret), '535 no: AUTH PLAIN *** refused');
  });

  test('the reason stays, though it reads like a command', () => {
    for (const words of [
      'Login fail. Password is incorrect, service is not open',
      'NO LOGIN Login error or password error',
      'Please authenticate using your authorization code',
      '535 Error: authentication failed: PASS phrase expired',
    ])
      assert.equal(withoutSecret(words, secret), words);
  });

  test('nothing of an error’s data holds it', () => {
    const error = new MailError('auth.refused', {
      retry: 'afterUser',
      data: { serverSaid: `no ${secret}`, port: 993 },
    });
    const { code, retry, data } = errorWithoutSecret(error, secret);
    assert.deepEqual(
      { code, retry, data },
      { code: 'auth.refused', retry: 'afterUser', data: { serverSaid: 'no ***', port: 993 } },
    );
  });
});
