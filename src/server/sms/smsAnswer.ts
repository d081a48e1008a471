import { demoSmsAccount } from '../../mail/sample/textMessageMail.ts';

export interface SmsAnswer {
  readonly code: number;
  /** In the words of such providers: data of the demo, shown quoted. */
  readonly msg: string;
  readonly smsid: string;
}

/**
 * What an ihuyi-style gateway says to a request. A number that ends with one of {@link refusedEndings} is refused with
 * that code, so that each refusal can be seen.
 */
export function answerTo(fields: { readonly [name: string]: string }, now: number): SmsAnswer {
  const { account = '', password = '', mobile = '', content = '' } = fields;
  const refused = refusedEndings.find((code) => mobile.endsWith(String(code)));
  if (account === '') return refusal(401);
  if (password === '') return refusal(402);
  if (mobile === '') return refusal(403);
  if (content.trim() === '') return refusal(404);
  if (account !== demoSmsAccount.account || password !== demoSmsAccount.password) return refusal(405);
  if (!/^\+?\d{5,15}$/.test(mobile)) return refusal(406);
  if (refused !== undefined) return refusal(refused);
  return { code: 2, msg: words[2], smsid: `${now}` };
}

function refusal(code: Exclude<keyof typeof words, 2>): SmsAnswer {
  return { code, msg: words[code], smsid: '0' };
}

const refusedEndings = [407, 4030, 4051, 4072] as const;

const words = {
  2: '提交成功',
  401: '缺少帐号',
  402: '缺少密码',
  403: '缺少手机号码',
  404: '缺少短信内容',
  405: '帐号或密钥不对',
  406: '手机号码格式不对',
  407: '内容里有不允许的词',
  4030: '这个号码已退订',
  4051: '剩余条数不足',
  4072: '内容与审核过的模板不符',
} as const;
