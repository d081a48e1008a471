import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, test } from 'node:test';
import {
  aliyunSignature,
  basicAuthorization,
  percentEncode,
  tencentAuthorization,
} from '../../../../src/mail/sms/signing.ts';

const body = '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}';
const tencent = {
  service: 'cvm',
  host: 'cvm.tencentcloudapi.com',
  contentType: 'application/json; charset=utf-8',
  body,
  time: 1551113065,
} as const;
const signatureIn = (header: string) => /Signature=([0-9a-f]{64})$/.exec(header)?.[1];

describe('F04 signing', () => {
  test('F04 Aliyun’s published SendSms example gives its published signature', () => {
    const fields = {
      AccessKeyId: 'testId',
      Action: 'SendSms',
      Format: 'XML',
      OutId: '123',
      PhoneNumbers: '15300000001',
      RegionId: 'cn-hangzhou',
      SignName: '阿里云短信测试专用',
      SignatureMethod: 'HMAC-SHA1',
      SignatureNonce: '45e25e9b-0a6f-4070-8c85-2956eda1b466',
      SignatureVersion: '1.0',
      TemplateCode: 'SMS_71390007',
      TemplateParam: '{"customer":"test"}',
      Timestamp: '2017-07-12T02:42:19Z',
      Version: '2017-05-25',
    };
    const signed = aliyunSignature(fields, { method: 'GET', secret: 'testSecret' });
    assert.equal(signed, 'zJDF+Lrzhj/ThnlvIToysFRq6t4=');
  });

  test('F04 Tencent’s published example gives its published signatures, without and with the action', () => {
    const old = { ...tencent, id: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE', action: '' };
    const header = tencentAuthorization({ ...old, secret: 'Gu5t9xGARNpq86cd98joQYCN3EXAMPLE' });
    assert.equal(signatureIn(header), '72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168');
    assert.match(
      header,
      /^TC3-HMAC-SHA256 Credential=AKID\w+\/2019-02-25\/cvm\/tc3_request, SignedHeaders=content-type;host, /,
    );
    // The page of today masks the key with 32 asterisks, and signs with those.
    const masked = '*'.repeat(32);
    const now = tencentAuthorization({ ...tencent, id: `AKID${masked}`, secret: masked, action: 'DescribeInstances' });
    assert.equal(signatureIn(now), '10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f');
    assert.match(now, /SignedHeaders=content-type;host;x-tc-action/);
  });

  test('F04 both are what Python’s hmac makes of other values', () => {
    const python = (script: string) => execFileSync('python3', ['-c', script], { encoding: 'utf8' }).trim();
    const aliyun = python(`
import hmac,hashlib,base64,urllib.parse as u
q=lambda s:u.quote(s,safe='-_.~')
p={'b':"it's (ok)! *~ 码",'A':'1+1=2&x','a':''}
c='&'.join(q(k)+'='+q(v) for k,v in sorted(p.items()))
print(base64.b64encode(hmac.new('s3+/码&'.encode(),('POST&%2F&'+q(c)).encode(),hashlib.sha1).digest()).decode())`);
    const fields = { b: "it's (ok)! *~ 码", A: '1+1=2&x', a: '' };
    assert.equal(aliyunSignature(fields, { method: 'POST', secret: 's3+/码' }), aliyun);
    const signed = python(`
import hmac,hashlib
h=lambda k,m:hmac.new(k,m.encode(),hashlib.sha256).digest()
b='{"a":"码"}'
cr='\\n'.join(['POST','/','','content-type:application/json\\nhost:sms.x:8443\\nx-tc-action:sendsms\\n','content-type;host;x-tc-action',hashlib.sha256(b.encode()).hexdigest()])
t='\\n'.join(['TC3-HMAC-SHA256','1767225599','2025-12-31/sms/tc3_request',hashlib.sha256(cr.encode()).hexdigest()])
print(h(h(h(h(b'TC3key','2025-12-31'),'sms'),'tc3_request'),t).hex())`);
    const own = { id: 'i', secret: 'key', service: 'sms', host: 'sms.x:8443', contentType: 'application/json' };
    const header = tencentAuthorization({ ...own, action: 'SendSms', body: '{"a":"码"}', time: 1767225599 });
    assert.equal(signatureIn(header), signed);
  });

  test('F04 Basic is RFC 7617’s example, and text beyond ASCII is UTF-8', () => {
    assert.equal(basicAuthorization('Aladdin', 'open sesame'), 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==');
    assert.equal(basicAuthorization('test', '123£'), 'Basic dGVzdDoxMjPCow==');
  });

  test('F04 everything but unreserved characters is encoded', () => {
    assert.equal(percentEncode("-._~!'()* +/码"), '-._~%21%27%28%29%2A%20%2B%2F%E7%A0%81');
  });
});
