import { entropyOf, looksLikePassword } from './secretValue.ts';

/** What kind of secret it is, for its sentence. */
export type SecretKind =
  | 'privateKey'
  | 'github'
  | 'gitlab'
  | 'aws'
  | 'slack'
  | 'stripe'
  | 'npm'
  | 'pypi'
  | 'google'
  | 'azure'
  | 'aliyun'
  | 'tencent'
  | 'jwt'
  | 'webhook'
  | 'apiKey'
  | 'urlPassword'
  | 'password'
  | 'envFile';

/**
 * A form that secrets have. `start`: the letters that such a secret always begins with, as a pattern that is quick to look
 * for. `whole`: the secret from there, sticky; its group 1, where it has one, is the secret itself.
 */
export interface SecretRule {
  readonly kind: SecretKind;
  readonly start: string;
  readonly whole: RegExp;
  /** Takes the secret; false for what only looks like one. */
  readonly holds?: (secret: string) => boolean;
  /** May follow a letter or digit directly. */
  readonly insideWord?: boolean;
}

const random = (secret: string) => entropyOf(secret) >= 3 && /\d/.test(secret);
const keyBody = String.raw`(?:[ \t]|\r?\n|\\r|\\n|[A-Za-z0-9+/=]|(?:Proc-Type|DEK-Info|Version|Comment|Hash): [^\n\\]*)`;

/** Forms that tell themselves by their first letters, as their makers document them. */
export const secretRules: readonly SecretRule[] = [
  {
    kind: 'privateKey',
    start: '-----BEGIN ',
    whole: new RegExp(
      `-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----${keyBody}{100,7000}(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?`,
      'y',
    ),
    // Documentation shows the first lines and dots; a key has a body.
    holds: (secret) => (secret.replace(/-----[^-]*-----/g, '').match(/[A-Za-z0-9+/]{30,}/g) ?? []).some(random),
    insideWord: true,
  },
  {
    kind: 'privateKey',
    start: 'PuTTY-User-Key-File-',
    whole: /PuTTY-User-Key-File-[23]: [\s\S]{0,4000}?Private-Lines: \d+\s+(?:[A-Za-z0-9+/=]{16,}\s*)+/y,
  },
  { kind: 'privateKey', start: 'AGE-SECRET-KEY-1', whole: /AGE-SECRET-KEY-1[A-Z0-9]{58}/y },
  { kind: 'github', start: 'gh[pousr]_', whole: /gh[pousr]_[A-Za-z0-9]{36,255}/y, holds: random },
  { kind: 'github', start: 'github_pat_', whole: /github_pat_[A-Za-z0-9_]{60,255}/y, holds: random },
  {
    kind: 'gitlab',
    start: 'gl(?:pat|oas|dt|rt|cbt|ptt|ft|soat|agent|ffct)-',
    whole: /gl[a-z]{2,5}-[\w-]{20,300}/y,
    holds: random,
  },
  {
    kind: 'aws',
    start: 'A(?:KIA|SIA)',
    whole: /A(?:KIA|SIA)[A-Z2-7]{16}(?![A-Za-z0-9])/y,
    holds: (secret) => !/EXAMPLE|XXXX/.test(secret) && entropyOf(secret) >= 3,
  },
  { kind: 'slack', start: 'xox[abeoprs]-', whole: /xox[abeoprs]-[A-Za-z0-9-]{20,250}/y, holds: random },
  { kind: 'slack', start: 'xapp-', whole: /xapp-\d-[A-Za-z0-9-]{30,250}/y, holds: random },
  { kind: 'stripe', start: '[sr]k_(?:live|test)_', whole: /[sr]k_(?:live|test)_[A-Za-z0-9]{16,250}/y, holds: random },
  { kind: 'stripe', start: 'whsec_', whole: /whsec_[A-Za-z0-9+/=]{24,100}/y, holds: random },
  { kind: 'npm', start: 'npm_', whole: /npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/y, holds: random },
  { kind: 'pypi', start: 'pypi-AgE', whole: /pypi-AgE[\w-]{50,500}/y },
  { kind: 'google', start: 'AIza', whole: /AIza[\w-]{35}(?![\w-])/y, holds: random },
  { kind: 'google', start: 'GOCSPX-', whole: /GOCSPX-[\w-]{28}(?![\w-])/y, holds: (secret) => entropyOf(secret) >= 3 },
  { kind: 'google', start: 'ya29\\.', whole: /ya29\.[\w-]{40,1000}/y, holds: random },
  {
    kind: 'azure',
    start: '(?:Account|SharedAccess)Key=',
    whole: /(?:Account|SharedAccess)Key=([A-Za-z0-9+/]{40,90}={0,2})/y,
    holds: random,
    insideWord: true,
  },
  { kind: 'aliyun', start: 'LTAI', whole: /LTAI[A-Za-z0-9]{12,26}(?![A-Za-z0-9])/y, holds: random },
  { kind: 'tencent', start: 'AKID', whole: /AKID[A-Za-z0-9]{28,44}(?![A-Za-z0-9])/y, holds: random },
  {
    kind: 'jwt',
    start: 'eyJ',
    whole: /eyJ[\w-]{10,2000}\.eyJ[\w-]{10,6000}\.[\w-]{20,1000}/y,
    holds: (secret) => !secret.includes('eyJzdWIiOiIxMjM0NTY3ODkwIi'),
  },
  {
    kind: 'webhook',
    start: 'https://hooks\\.slack\\.com/',
    whole: /https:\/\/hooks\.slack\.com\/(?:services|workflows)\/T[A-Z0-9]{6,}\/[A-Z0-9]{6,}\/([A-Za-z0-9]{16,})/y,
    holds: random,
  },
  {
    kind: 'webhook',
    start: 'https://qyapi\\.weixin\\.qq\\.com/',
    whole: /https:\/\/qyapi\.weixin\.qq\.com\/cgi-bin\/webhook\/send\?key=([0-9a-f-]{36})/y,
    holds: random,
  },
  {
    kind: 'webhook',
    start: 'https://oapi\\.dingtalk\\.com/',
    whole: /https:\/\/oapi\.dingtalk\.com\/robot\/send\?access_token=([0-9a-f]{64})/y,
    holds: random,
  },
  {
    kind: 'webhook',
    start: 'https://open\\.(?:feishu\\.cn|larksuite\\.com)/',
    whole: /https:\/\/open\.(?:feishu\.cn|larksuite\.com)\/open-apis\/bot\/v2\/hook\/([0-9a-f-]{36})/y,
    holds: random,
  },
  {
    kind: 'webhook',
    start: 'https://discord(?:app)?\\.com/api/webhooks/',
    whole: /https:\/\/discord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/([\w-]{60,})/y,
    holds: random,
  },
  {
    kind: 'apiKey',
    start: 'sk-',
    whole: /sk-(?:ant-[\w-]{40,200}|(?:proj|svcacct|admin|or-v1)-[\w-]{32,250}|[A-Za-z0-9]{32,64})(?![\w-])/y,
    holds: random,
  },
  {
    kind: 'apiKey',
    start: 'hf_',
    whole: /hf_[A-Za-z]{34}(?![A-Za-z0-9])/y,
    holds: (secret) => entropyOf(secret) >= 3.5,
  },
  { kind: 'apiKey', start: 'SG\\.', whole: /SG\.[\w-]{22}\.[\w-]{43}(?![\w-])/y, holds: random },
  { kind: 'apiKey', start: 'do[opr]_v1_', whole: /do[opr]_v1_[a-f0-9]{64}/y, holds: random },
  { kind: 'apiKey', start: 'shp(?:at|ca|pa|ss)_', whole: /shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}/y, holds: random },
  { kind: 'apiKey', start: 'dckr_pat_', whole: /dckr_pat_[\w-]{27}/y, holds: random },
  { kind: 'apiKey', start: 'hvs\\.', whole: /hvs\.[\w-]{24,200}/y, holds: random },
  { kind: 'apiKey', start: 'sq0(?:atp|csp)-', whole: /sq0(?:atp|csp)-[\w-]{22,60}/y, holds: random },
  { kind: 'apiKey', start: 'lin_api_', whole: /lin_api_[A-Za-z0-9]{40}/y, holds: random },
  { kind: 'apiKey', start: 'figd_', whole: /figd_[\w-]{40}/y, holds: random },
  { kind: 'apiKey', start: 'PMAK-', whole: /PMAK-[a-f0-9]{24}-[a-f0-9]{34}/y, holds: random },
  { kind: 'apiKey', start: ':AA', whole: /:(AA[\w-]{33})(?![\w-])/y, holds: random, insideWord: true },
  {
    kind: 'urlPassword',
    start: '://',
    whole: /:\/\/[^\s:/?#@"'<>{}$()[\]`]{1,64}:([^\s:/?#@"'<>`]{3,100})@[\w.-]{2,}/y,
    holds: looksLikePassword,
    insideWord: true,
  },
];
