import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkForm } from '../../../src/mail/sms/checkForm.ts';
import { ownForms, smsTemplates } from '../../../src/views/smsForms.ts';

describe('F04 gateways of one’s own', () => {
  test('F04 the example of docs/sms.md is a form that can be used; what is left out has its usual value', () => {
    const [own] = ownForms([
      {
        name: 'Our gateway',
        url: 'https://sms.example.com/send',
        form: { user: '{user}', key: '{key}', to: '{number}', msg: '{text}' },
        fields: ['user'],
        secrets: ['key'],
        numbers: 'digits',
        success: { path: 'status', equals: 0, code: 'status', words: 'message', id: 'messageId' },
        codes: { '101': 'sms.badKey', '2*': 'sms.badNumber' },
      },
    ]);
    assert.ok(own && 'form' in own);
    assert.equal(checkForm(own.form), undefined);
    assert.deepEqual(own.form.secrets, [{ name: 'key', label: 'key' }]);
    assert.deepEqual([own.form.id, own.form.method, own.form.content], ['own:Our gateway', 'POST', 'text']);
    assert.deepEqual([own.form.success.values, own.form.success.answer], [['0'], 'json']);
  });

  test('F04 a JSON body is kept as text, labels and lists as written', () => {
    const [own] = ownForms([
      {
        name: 'J',
        url: 'https://x.test/',
        json: { to: ['{number}'], n: 1 },
        fields: [{ name: 'app', label: 'App ID', optional: true }, { name: 'user' }],
        success: { path: ['a', 'b'], equals: ['OK', 'ok'] },
      },
    ]);
    assert.ok(own && 'form' in own);
    assert.deepEqual(own.form.body, { kind: 'json', text: '{"to":["{number}"],"n":1}' });
    assert.deepEqual(own.form.fields, [
      { name: 'app', label: 'App ID', optional: true },
      { name: 'user', label: 'user' },
    ]);
    assert.deepEqual(own.form.success.paths, ['a', 'b']);
  });

  test('F04 what cannot be read is named with its place, and does not hide the others', () => {
    const good = { name: 'Good', url: 'https://x.test/', success: { path: 'ok' } };
    const forms = ownForms([{ name: 'Bad', url: 'https://x.test/', method: 'PUT' }, good, 'nothing', null]);
    assert.equal(forms.length, 2);
    const [bad, other] = forms;
    assert.ok(bad && 'error' in bad);
    assert.deepEqual(
      [bad.error.code, bad.error.data],
      ['sms.badForm', { gateway: 'Bad', place: 'method', found: '"PUT"' }],
    );
    assert.ok(other && 'form' in other);
    for (const setting of [undefined, null, 'x', {}, 7]) assert.deepEqual(ownForms(setting), []);
  });

  test('F04 templates without name or text are left out', () => {
    const setting = [
      { name: ' Code ', text: '{code}' },
      { name: '', text: 'x' },
      { name: 'x' },
      'x',
      { name: 'A', text: 'B', code: 'SMS_1' },
    ];
    assert.deepEqual(smsTemplates(setting), [
      { name: 'Code', text: '{code}', code: '' },
      { name: 'A', text: 'B', code: 'SMS_1' },
    ]);
  });
});
