import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { variablesMax } from '../../../../src/mail/sms/limits.ts';
import { fillText, variablesOf } from '../../../../src/mail/sms/template.ts';

describe('F04 templates with variables', () => {
  test('F04 gaps are found in the forms that providers use, each once, in order', () => {
    assert.deepEqual(variablesOf('Dear {name}, \u0024{code} is valid for {1} minutes, {name}.'), ['name', 'code', '1']);
    assert.deepEqual(variablesOf('您的验证码是 { 验证码 }'), ['验证码']);
    assert.deepEqual(variablesOf('no gaps {} { } {a b}'), []);
  });

  test('F04 gaps are filled, and what has no value stays as written and is named', () => {
    assert.deepEqual(fillText('Code \u0024{code}, {name}', { code: '123456' }), {
      text: 'Code 123456, {name}',
      missing: ['name'],
    });
    assert.deepEqual(fillText('{code}{code}', { code: '' }), { text: '{code}{code}', missing: ['code'] });
  });

  test('F04 a value is text, not a template, and no property of objects', () => {
    assert.equal(fillText('{a}', { a: '$& {b} $1', b: 'no' }).text, '$& {b} $1');
    assert.deepEqual(fillText('{constructor}', {}).missing, ['constructor']);
  });

  test('F04 gaps are bounded', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `{v${index}}`).join(' ');
    assert.equal(variablesOf(many(variablesMax)).length, variablesMax);
    assert.equal(variablesOf(many(variablesMax + 1)).length, variablesMax);
  });
});
