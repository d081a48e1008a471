import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { errorCodes } from '../../../src/base/errorCodes.ts';
import { MailError } from '../../../src/base/errors.ts';
import { describeError } from '../../../src/host/errorNotice.ts';
import { english } from '../views/rows.ts';

const hostile = { host: 'imap.example.org', port: 993, address: 'a@b', account: 'a1', serverSaid: 'NO [AUTH] wrong' };

describe('M12 errors in a reader’s words', () => {
  test('every failure has a sentence without gaps, code or stack, whatever data came along', () => {
    for (const code of errorCodes) {
      for (const data of [{}, hostile]) {
        const { sentence, details } = describeError(english, new MailError(code, { data, cause: new Error('deep') }));
        assert.match(sentence, /^[“\p{L}{].+[.?)a-z0-9]$/u, code);
        assert.doesNotMatch(sentence, /[{}]|undefined|\bat .+:\d+:\d+/, code);
        assert.ok(!sentence.includes(code), code);
        assert.doesNotMatch(details, /\n\s+at /, code);
        assert.ok(details.includes(code));
      }
    }
  });

  test('what anything else threw is said as an internal failure, its words only under Details', () => {
    for (const thrown of [
      new TypeError('x is not a function'),
      'a string',
      undefined,
      { code: 'nobody.knows', retry: 'never', data: {} },
    ]) {
      const { code, sentence, details } = describeError(english, thrown);
      assert.equal(code, 'internal');
      assert.ok(!sentence.includes('function'));
      assert.doesNotMatch(details, /\n\s+at /);
    }
  });

  test('the server’s own words are quoted under Details', () => {
    const { details } = describeError(english, { code: 'auth.refused', retry: 'afterUser', data: hostile });
    assert.match(details, /NO \[AUTH\] wrong/);
  });

  test('a sign-in that failed offers to sign in to that account', () => {
    const { mends } = describeError(english, new MailError('auth.refused', { data: { account: 'a1' } }));
    assert.deepEqual(mends[0], { label: 'Sign In', command: 'mailroom.signIn', args: ['a1'] });
  });

  test('a Node that will not do leads to its setting', () => {
    const { mends } = describeError(english, new MailError('runtime.noFts5'));
    assert.deepEqual(
      mends.map(({ args }) => args),
      [['mailroom.engine.node']],
    );
  });
});
