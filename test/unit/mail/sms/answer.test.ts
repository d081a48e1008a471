import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type HttpAnswer, readAnswer } from '../../../../src/mail/sms/answer.ts';
import type { GatewayForm } from '../../../../src/mail/sms/gatewayForm.ts';
import { wordsMaxChars } from '../../../../src/mail/sms/limits.ts';
import { readyForms } from '../../../../src/mail/sms/readyForms.ts';

function form(id: string, change: Partial<GatewayForm> = {}): GatewayForm {
  const found = readyForms.find((one) => one.id === id);
  assert.ok(found, id);
  return { ...found, ...change };
}
const json = (value: unknown, status = 200): HttpAnswer => ({
  ...{ status, contentType: 'application/json', location: '', body: JSON.stringify(value) },
});
const said = (body: string, { status = 200, contentType = 'text/plain', location = '' } = {}): HttpAnswer => ({
  ...{ status, contentType, location, body },
});

describe('F04 what an answer says', () => {
  test('F04 each ready gateway’s success is sent, with its number there', () => {
    const cases: readonly [string, HttpAnswer, string][] = [
      ['ihuyi', json({ code: 2, msg: '提交成功', smsid: '1656' }), '1656'],
      ['aliyun', json({ Message: 'OK', RequestId: 'R', Code: 'OK', BizId: '9006^0' }), '9006^0'],
      [
        'tencent',
        json({ Response: { SendStatusSet: [{ SerialNo: '2433:1', Code: 'Ok', Message: 'send success' }] } }),
        '2433:1',
      ],
      ['twilio', json({ sid: 'SM1', status: 'queued', error_code: null, error_message: null }, 201), 'SM1'],
    ];
    for (const [id, answer, number] of cases) {
      const verdict = readAnswer(form(id), answer);
      assert.deepEqual([verdict.state, verdict.state === 'sent' && verdict.id], ['sent', number], id);
    }
  });

  test('F04 a refusal inside 200 is a refusal, with the provider’s code and words, and what it means', () => {
    const cases: readonly [string, HttpAnswer, string, string, string][] = [
      ['ihuyi', json({ code: 405, msg: 'API ID 或 API KEY 不正确' }), 'sms.badKey', '405', 'API ID 或 API KEY 不正确'],
      ['ihuyi', json({ code: 4051, msg: '剩余条数不足' }), 'sms.noCredit', '4051', '剩余条数不足'],
      ['ihuyi', json({ code: 4072, msg: '模板不匹配' }), 'sms.templateRefused', '4072', '模板不匹配'],
      ['ihuyi', json({ code: '4085', msg: '超出5条' }), 'sms.tooOften', '4085', '超出5条'],
      ['ihuyi', json({ code: 408, msg: '已被自动冻结' }), 'sms.accountLocked', '408', '已被自动冻结'],
      ['ihuyi', json({ code: 0, msg: '提交失败' }), 'sms.refused', '0', '提交失败'],
      [
        'aliyun',
        json({ Code: 'isv.BUSINESS_LIMIT_CONTROL', Message: '触发流控' }),
        'sms.tooOften',
        'isv.BUSINESS_LIMIT_CONTROL',
        '触发流控',
      ],
      [
        'aliyun',
        json({ Code: 'InvalidAccessKeyId.NotFound', Message: 'no' }, 404),
        'sms.badKey',
        'InvalidAccessKeyId.NotFound',
        'no',
      ],
      [
        'tencent',
        json({ Response: { Error: { Code: 'AuthFailure.SignatureFailure', Message: 'bad' } } }),
        'sms.badKey',
        'AuthFailure.SignatureFailure',
        'bad',
      ],
      [
        'tencent',
        json({ Response: { SendStatusSet: [{ Code: 'LimitExceeded.PhoneNumberDailyLimit', Message: 'limit' }] } }),
        ...(['sms.tooOften', 'LimitExceeded.PhoneNumberDailyLimit', 'limit'] as const),
      ],
      [
        'tencent',
        json({ Response: { Error: { Code: 'AuthFailure.UnauthorizedOperation', Message: 'm' } } }),
        'sms.notAllowed',
        'AuthFailure.UnauthorizedOperation',
        'm',
      ],
      [
        'twilio',
        json({ code: 21211, message: 'not a valid phone number', status: 400 }, 400),
        'sms.badNumber',
        '21211',
        'not a valid phone number',
      ],
      [
        'twilio',
        json({ code: 20003, message: 'Authenticate', status: 401 }, 401),
        'sms.badKey',
        '20003',
        'Authenticate',
      ],
    ];
    for (const [id, answer, error, code, words] of cases)
      assert.deepEqual(readAnswer(form(id), answer), { state: 'failed', error, code, words }, `${id} ${code}`);
  });

  test('F04 whatever is neither a clear yes nor a clear no is a doubt, each its own', () => {
    const cases: readonly [HttpAnswer, string][] = [
      [said(''), 'sms.answerEmpty'],
      [said(' \n'), 'sms.answerEmpty'],
      [said('<!DOCTYPE html><title>Login</title>', { contentType: 'text/html' }), 'sms.answerPage'],
      [said('<html>maintenance</html>'), 'sms.answerPage'],
      [said('ok'), 'sms.answerStrange'],
      [json([]), 'sms.answerStrange'],
      [json({ msg: 'fine' }), 'sms.answerStrange'],
      [json({ code: { deep: 2 } }), 'sms.answerStrange'],
      [said('{"code":2', { contentType: 'application/json' }), 'sms.answerStrange'],
      [said('oops', { status: 500 }), 'sms.gatewayFailed'],
      [json({ code: 2 }, 502), 'sms.gatewayFailed'],
    ];
    for (const [answer, error] of cases) {
      const verdict = readAnswer(form('ihuyi'), answer);
      assert.deepEqual([verdict.state, verdict.state !== 'sent' && verdict.error], ['inDoubt', error], answer.body);
    }
  });

  test('F04 JSON that calls itself HTML is read all the same: ihuyi does so', () => {
    const answer = { ...json({ code: 2, msg: '提交成功', smsid: '1' }), contentType: 'text/html; charset=utf-8' };
    assert.equal(readAnswer(form('ihuyi'), answer).state, 'sent');
  });

  test('F04 a refusal without words is told by its status', () => {
    const error = (status: number) => {
      const verdict = readAnswer(form('ihuyi'), said('no', { status }));
      return verdict.state === 'failed' && verdict.error;
    };
    assert.deepEqual([400, 401, 403, 404, 429].map(error), [
      'sms.refused',
      'sms.badKey',
      'sms.badKey',
      'sms.refused',
      'sms.tooOften',
    ]);
  });

  test('F04 a redirect is not followed; behind 302 and 303 the text may have been sent', () => {
    const to = (status: number) => {
      const verdict = readAnswer(form('ihuyi'), said('', { status, location: 'https://evil.test/' }));
      return verdict.state !== 'sent' && [verdict.state, verdict.error, verdict.words].join(' ');
    };
    for (const status of [301, 307, 308]) assert.equal(to(status), 'failed sms.redirected https://evil.test/');
    for (const status of [302, 303]) assert.equal(to(status), 'inDoubt sms.redirected https://evil.test/');
  });

  test('F04 a gateway that answers in text is tested by how it begins', () => {
    const { success } = form('ihuyi');
    const plain = form('ihuyi', {
      success: { ...success, answer: 'text', values: ['0,', 'OK'] },
      codes: { '-2': 'sms.badKey' },
    });
    assert.equal(readAnswer(plain, said('0,1234')).state, 'sent');
    assert.equal(readAnswer(plain, said('OK: 1')).state, 'sent');
    assert.deepEqual(readAnswer(plain, said('-2 账号错误')), {
      state: 'failed',
      error: 'sms.badKey',
      code: '-2',
      words: '-2 账号错误',
    });
  });

  test('F04 words are cut where they are long, and names of objects are no codes', () => {
    const verdict = readAnswer(form('ihuyi'), json({ code: 7, msg: 'x'.repeat(wordsMaxChars + 1) }));
    assert.equal(verdict.words.length, wordsMaxChars);
    const odd = readAnswer(form('ihuyi'), json({ code: 'constructor' }));
    assert.equal(odd.state === 'failed' && odd.error, 'sms.refused');
  });
});
