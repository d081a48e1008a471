import { generateKeyPairSync } from 'node:crypto';
import { randomUnit, seededRandom } from '../../../../src/base/random.ts';

/** Secrets made for the tests: none opens anything, and none stands here whole, so that no scanner of sources finds one. */
export interface Planted {
  readonly kind: string;
  /** The text of a file, and the line that the secret stands in. */
  readonly text: string;
  readonly line: number;
  /** Part of the secret, to see that nothing tells it. */
  readonly secret: string;
}

const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const lower = upper.toLowerCase();
const digits = '0123456789';
const mixed = upper + lower + digits;

export function plantedSecrets(): readonly Planted[] {
  const random = seededRandom(4711);
  const some = (length: number, from = mixed) =>
    Array.from({ length }, () => from[Math.floor(randomUnit(random) * from.length)]).join('');
  const key = (type: 'ec' | 'rsa') =>
    type === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'sec1' }).toString()
      : generateKeyPairSync('rsa', { modulusLength: 2048 })
          .privateKey.export({ format: 'pem', type: 'pkcs8' })
          .toString();
  const segment = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const rsa = key('rsa');
  const one = (kind: string, secret: string, before = 'first line\nkey: ', after = '\nlast line\n'): Planted => ({
    kind,
    text: before + secret + after,
    line: before.split('\n').length,
    secret: secret.slice(-12),
  });
  return [
    one('privateKey', rsa, 'the key:\n\n'),
    one('privateKey', key('ec'), '# deploy\n'),
    one('privateKey', JSON.stringify(rsa), '{"type": "service_account",\n "private_key": ', '\n}'),
    one('github', `ghp_${some(36)}`, 'git clone https://'),
    one('github', `github_pat_${some(22)}_${some(59)}`),
    one('github', `gho_${some(36)}`, 'export GH='),
    one('gitlab', `glpat-${some(20)}`, 'a\nb\nc\n'),
    one('aws', `AKIA${some(16, `${upper}234567`)}`, '[default]\naws_access_key_id = '),
    one('password', some(40, `${mixed}/+`), '[default]\naws_secret_access_key = '),
    one('slack', `xoxb-${some(12, digits)}-${some(12, digits)}-${some(24)}`),
    one('webhook', `https://hooks.slack.com/services/T${some(8, upper)}/B${some(8, upper)}/${some(24)}`, 'curl '),
    one('stripe', `sk_live_${some(24)}`, 'stripe.api_key = "', '"\n'),
    one('npm', `npm_${some(36)}`, '//registry.example/:_authToken='),
    one('pypi', `pypi-AgEIcHlwaS5vcmc${some(100)}`),
    one('google', `AIza${some(35)}`, 'const key = "', '";'),
    one('google', `GOCSPX-${some(28)}`),
    one('azure', `${some(86)}==`, 'DefaultEndpointsProtocol=https;AccountName=a;AccountKey='),
    one('aliyun', `LTAI5t${some(18)}`, 'ACCESS_ID='),
    one('password', some(30), 'accessKeySecret: '),
    one('tencent', `AKID${some(32)}`),
    one('password', some(32), 'SecretKey = "', '"'),
    one(
      'jwt',
      `${segment({ alg: 'HS256', typ: 'JWT' })}.${segment({ sub: 'ann', exp: 1 })}.${some(43)}`,
      'Authorization: Bearer ',
    ),
    one('webhook', `https://oapi.dingtalk.com/robot/send?access_token=${some(64, 'abcdef0123456789')}`, '机器人 '),
    one('apiKey', `sk-proj-${some(48)}`),
    one('apiKey', `SG.${some(22)}.${some(43)}`),
    one('urlPassword', 'Gk4-vut9Q', 'DATABASE=postgres://app:', '@db.internal:5432/app\n'),
    one('password', 'Tr0ub4dor&3x', 'Hello Bob,\n\nthe password is '),
    one('password', 'wK9#mP2$xL', '你好，\n\n登录密码：', '\n谢谢\n'),
    one('password', 'q7GzR2nLp0', 'machine example.test login ann password '),
    one('password', `${some(10)}7aB!`, 'spring:\n  datasource:\n    password: '),
  ];
}
