import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkForm, hostOf } from '../../../../src/mail/sms/checkForm.ts';
import type { GatewayForm } from '../../../../src/mail/sms/gatewayForm.ts';
import { readyForms } from '../../../../src/mail/sms/readyForms.ts';
import { buildRequest } from '../../../../src/mail/sms/request.ts';
import { aliyunSignature } from '../../../../src/mail/sms/signing.ts';
import { gatewayForm } from '../../../../src/protocol/sms.ts';

function form(id: string, change: Partial<GatewayForm> = {}): GatewayForm {
  const found = readyForms.find((one) => one.id === id);
  assert.ok(found, id);
  return { ...found, ...change };
}
const message = {
  number: '+8613800138000',
  text: '您的验证码是：1234&x=y +1。',
  template: 'SMS_1',
  values: [['code', '12"34'] as const, ['min', '5'] as const],
};
const parts = (fields: { [name: string]: string }, secrets: { [name: string]: string }) => ({
  ...{ fields, secrets, now: Date.UTC(2026, 0, 1, 0, 0, 5, 900), nonce: 'once' },
});
const pairs = (text: string) => Object.fromEntries(new URLSearchParams(text));

describe('F04 requests by form', () => {
  test('F04 ihuyi gets account, password, mobile, content and format, and nothing else', () => {
    const asked = buildRequest(form('ihuyi'), message, parts({ account: 'cf_acc', sign: '' }, { password: 'k&y=1' }));
    assert.equal(`${asked.method} ${asked.url.href}`, 'POST https://106.ihuyi.com/webservice/sms.php?method=Submit');
    assert.deepEqual(pairs(asked.body), {
      account: 'cf_acc',
      password: 'k&y=1',
      mobile: '13800138000',
      content: message.text,
      format: 'json',
    });
    assert.equal(asked.headers['content-type'], 'application/x-www-form-urlencoded; charset=utf-8');
  });

  test('F04 Aliyun gets the template, its values as JSON, time and nonce, signed', () => {
    const fields = { accessKeyId: 'LTAI', signName: '某公司' };
    const asked = buildRequest(form('aliyun'), message, parts(fields, { accessKeySecret: 'sec' }));
    const { Signature, ...rest } = pairs(asked.body);
    assert.deepEqual(rest, {
      AccessKeyId: 'LTAI',
      Action: 'SendSms',
      Format: 'JSON',
      PhoneNumbers: '13800138000',
      RegionId: 'cn-hangzhou',
      SignName: '某公司',
      SignatureMethod: 'HMAC-SHA1',
      SignatureNonce: 'once',
      SignatureVersion: '1.0',
      TemplateCode: 'SMS_1',
      TemplateParam: '{"code":"12\\"34","min":"5"}',
      Timestamp: '2026-01-01T00:00:05Z',
      Version: '2017-05-25',
    });
    assert.equal(Signature, aliyunSignature(rest, { method: 'POST', secret: 'sec' }));
    assert.ok(!asked.body.includes('sec&') && !asked.body.endsWith('sec'), 'the secret signs and does not travel');
  });

  test('F04 Tencent gets JSON with the values as a list, signed in its headers', () => {
    const fields = { secretId: 'AKID1', sdkAppId: '1400', signName: '某公司' };
    const asked = buildRequest(form('tencent'), message, parts(fields, { secretKey: 'sec' }));
    assert.deepEqual(JSON.parse(asked.body), {
      PhoneNumberSet: ['+8613800138000'],
      SmsSdkAppId: '1400',
      SignName: '某公司',
      TemplateId: 'SMS_1',
      TemplateParamSet: ['12"34', '5'],
    });
    assert.equal(asked.headers['x-tc-timestamp'], '1767225605');
    assert.match(
      asked.headers['authorization'] ?? '',
      /^TC3-HMAC-SHA256 Credential=AKID1\/2026-01-01\/sms\/tc3_request, SignedHeaders=content-type;host;x-tc-action, /,
    );
  });

  test('F04 Twilio gets To, From and Body, signed in by Basic, its account in the path', () => {
    const fields = { accountSid: 'AC/1', from: '+15005550006' };
    const asked = buildRequest(form('twilio'), message, parts(fields, { authToken: 'tok' }));
    assert.equal(asked.url.href, 'https://api.twilio.com/2010-04-01/Accounts/AC%2F1/Messages.json');
    assert.deepEqual(pairs(asked.body), { To: '+8613800138000', From: '+15005550006', Body: message.text });
    assert.equal(asked.headers['authorization'], `Basic ${Buffer.from('AC/1:tok').toString('base64')}`);
  });

  test('F04 a GET carries its fields in the address, and numbers take the form that is asked for', () => {
    const get = form('ihuyi', { method: 'GET', numbers: 'digits' });
    const asked = buildRequest(
      get,
      { ...message, number: '+447700900123' },
      parts({ account: 'a', sign: '' }, { password: 'p' }),
    );
    assert.equal(asked.body, '');
    assert.equal(asked.url.searchParams.get('mobile'), '447700900123');
    assert.equal(asked.url.searchParams.get('method'), 'Submit');
    assert.equal(asked.url.searchParams.get('content'), message.text);
  });

  test('F04 what a person writes is a value, never a placeholder or a header of its own', () => {
    const sly = { ...message, text: '{password} {account}\r\nX-Evil: 1' };
    const asked = buildRequest(form('ihuyi'), sly, parts({ account: 'a', sign: '' }, { password: 'p' }));
    assert.equal(pairs(asked.body)['content'], sly.text);
  });
});

describe('F04 forms', () => {
  test('F04 the ready ones can be used, name their source and cross the protocol as they are', () => {
    for (const one of readyForms) {
      assert.equal(checkForm(one), undefined, one.id);
      assert.match(one.source, /^https:\/\/\S+.*\(read \d{4}-\d\d-\d\d\)$/);
      assert.deepEqual(gatewayForm.parse(JSON.parse(JSON.stringify(one))), JSON.parse(JSON.stringify(one)));
    }
    assert.deepEqual(readyForms.map(hostOf), [
      '106.ihuyi.com',
      'dysmsapi.aliyuncs.com',
      'sms.tencentcloudapi.com',
      'api.twilio.com',
    ]);
  });

  const wrong: readonly [what: string, change: Partial<GatewayForm>, place: string, reason: string][] = [
    ['no address', { url: 'gateway' }, 'url', 'url'],
    ['another protocol', { url: 'ftp://x.test/' }, 'url', 'url'],
    ['http to another machine', { url: 'http://x.test/' }, 'url', 'https'],
    ['http to a name that only begins like this machine', { url: 'http://127.0.0.1.x.test/' }, 'url', 'https'],
    ['a host that is filled in', { url: 'https://{account}.x.test/' }, 'url', 'host'],
    ['a password in the address', { url: 'https://a:b@x.test/' }, 'url', 'host'],
    ['an unknown placeholder', { url: 'https://x.test/{nobody}' }, 'url', 'placeholder'],
    ['one in a header', { headers: { 'X-Key': '{nobody}' } }, 'headers.X-Key', 'placeholder'],
    ['one in a field', { body: { kind: 'form', fields: { to: '{who}' } } }, 'body.to', 'placeholder'],
    ['a header in two lines', { headers: { 'X-Key': 'a\r\nHost: x' } }, 'headers.X-Key', 'header'],
    ['a header of ours', { headers: { Host: 'x.test' } }, 'headers.Host', 'header'],
    ['JSON that is none', { body: { kind: 'json', text: '{' } }, 'body', 'json'],
    ['a field that hides a value of ours', { fields: [{ name: 'text', label: 'x' }] }, 'fields', 'name'],
    ['two fields of one name', { secrets: [{ name: 'account', label: 'x' }] }, 'fields', 'name'],
    [
      'Aliyun’s signature without fields',
      { signing: { scheme: 'aliyun', secret: '{password}' }, body: { kind: 'none' } },
      'signing',
      'signing',
    ],
    ['a signature field that is none', { signature: 'nobody' }, 'signature', 'placeholder'],
  ];
  for (const [what, change, place, reason] of wrong)
    test(`F04 a form with ${what} is refused, and where`, () => {
      const problem = checkForm(form('ihuyi', change));
      assert.deepEqual([problem?.place, problem?.reason], [place, reason]);
    });

  test('F04 a form that tests nothing is refused; http to this machine is let through', () => {
    const { success } = form('ihuyi');
    assert.equal(checkForm(form('ihuyi', { success: { ...success, paths: [] } }))?.reason, 'success');
    assert.equal(checkForm(form('ihuyi', { success: { ...success, answer: 'text', values: [] } }))?.reason, 'success');
    for (const host of ['127.0.0.1:8080', 'localhost', '[::1]:1'])
      assert.equal(checkForm(form('ihuyi', { url: `http://${host}/` })), undefined, host);
  });
});
