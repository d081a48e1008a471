import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { phoneTextMaxChars } from '../../../../src/mail/sms/limits.ts';
import { readPhone, showPhone, splitPhones } from '../../../../src/mail/sms/phoneNumber.ts';

describe('F04 numbers', () => {
  const good: { readonly [typed: string]: string } = {
    '13800138000': '+8613800138000',
    '138 0013 8000': '+8613800138000',
    '138-0013-8000': '+8613800138000',
    '１３８００１３８０００': '+8613800138000',
    '＋８６　１３８－００１３－８０００': '+8613800138000',
    '+86 138 0013 8000': '+8613800138000',
    '86 13800138000': '+8613800138000',
    '0086 138 0013 8000': '+8613800138000',
    '(+86) 138.0013.8000': '+8613800138000',
    'tel:+86-138-0013-8000': '+8613800138000',
    '\u202d+86 138 0013 8000\u202c': '+8613800138000',
    '19912345678': '+8619912345678',
    '+44 (0)7700 900123': '+447700900123',
    '+1 (415) 555-0123': '+14155550123',
    '+852 5123 4567': '+85251234567',
    '+886 912 345 678': '+886912345678',
  };
  for (const [typed, number] of Object.entries(good))
    test(`F04 “${typed}” is ${number}`, () => assert.deepEqual(readPhone(typed), { number }));

  const bad: { readonly [typed: string]: string } = {
    '1380013800O': 'letters',
    '1-800-FLOWERS': 'letters',
    张伟: 'letters',
    '138 0013 8000 ext. 5': 'letters',
    '138*0013#8000': 'characters',
    '++8613800138000': 'characters',
    '86+13800138000': 'characters',
    '12345': 'tooShort',
    '+86': 'tooShort',
    '': 'tooShort',
    '+861380013800012345': 'tooLong',
    '1380013800': 'notMobile',
    '138001380001': 'notMobile',
    '010-6552-9988': 'notMobile',
    '+86 10 6552 9988': 'notMobile',
    '12012345678': 'noCountry',
    '4155550123': 'noCountry',
    '+0 138 0013 8000': 'noCountry',
  };
  for (const [typed, reason] of Object.entries(bad))
    test(`F04 “${typed}” is refused: ${reason}`, () => assert.deepEqual(readPhone(typed), { reason }));

  test('F04 what is longer than any way to write a number is not read', () => {
    const padded = (length: number) => '13800138000'.padEnd(length, ' ');
    assert.deepEqual(readPhone(padded(phoneTextMaxChars)), { number: '+8613800138000' });
    assert.deepEqual(readPhone(padded(phoneTextMaxChars + 1)), { reason: 'tooLong' });
  });

  test('F04 numbers are parted as people part them', () => {
    const list = '13800138000, 13900139000；138 0013 8001、\n+44 7700 900123，,;';
    assert.deepEqual(splitPhones(list), ['13800138000', '13900139000', '138 0013 8001', '+44 7700 900123']);
  });

  test('F04 a Chinese number is shown in the groups in which it is read aloud', () => {
    assert.equal(showPhone('+8613800138000'), '+86 138 0013 8000');
    assert.equal(showPhone('+447700900123'), '+447700900123');
  });
});
