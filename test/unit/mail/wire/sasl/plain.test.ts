import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { decodeBase64, readPlain, writePlain } from '../../../../../src/mail/wire/sasl/plain.ts';
import { seeded } from '../../../../support/seeded.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map((one) => one.toWellFormed().replace(/\0/g, ''));

describe('SASL PLAIN', () => {
  test('RFC 4616 §2 names and passwords in any script read back as they were written', () => {
    fc.assert(
      fc.property(
        text.filter((user) => user !== ''),
        text,
        (user, password) => {
          assert.deepEqual(readPlain(writePlain({ user, password })), { user, password });
        },
      ),
      seeded(4616, 300),
    );
  });

  test('what is not PLAIN is null: no base64, too few or many parts, somebody else’s identity', () => {
    const base64 = (plain: string) => Buffer.from(plain).toString('base64');
    for (const wrong of [
      '%%%',
      'abc',
      base64('user'),
      base64('\0\0pw'),
      base64('\0a\0b\0c'),
      base64('boss\0ann\0pw'),
    ]) {
      assert.equal(readPlain(wrong), null, wrong);
    }
    assert.deepEqual(readPlain(base64('ann\0ann\0pw')), { user: 'ann', password: 'pw' });
    assert.equal(decodeBase64('='), '');
  });
});
