import type { ErrorCode } from '../../base/errorCodes.ts';

/** What a server answered to a sign-in. `text`: its own words, IMAP response code and SMTP reply number included where known. */
export interface SignInAnswer {
  readonly service: 'imap' | 'pop3' | 'smtp';
  readonly text: string;
  /** IMAP response code in upper case (RFC 5530 §3), '' when there is none. */
  readonly responseCode: string;
  /** SMTP reply number; 0 for IMAP. */
  readonly reply: number;
}

export type SignInCode = Extract<ErrorCode, `auth.${string}`>;

interface RefusalRule {
  /** Ids of providers; absent: any. */
  readonly providers?: string;
  readonly service?: 'imap' | 'pop3' | 'smtp';
  readonly words?: RegExp;
  readonly responseCode?: string;
  readonly reply?: number;
  readonly code: SignInCode;
}

/**
 * What a refusal to sign in means, the narrow rules before the wide ones. `codeWanted`: the provider takes an app password or
 * an authorisation code, so that a plain refusal most likely means that something else was typed.
 */
export function explainRefusal(answer: SignInAnswer, providerId: string, codeWanted: boolean): SignInCode {
  const rule = rules.find((one) => fits(one, answer, providerId));
  if (rule) return rule.code;
  return codeWanted ? 'auth.needsCode' : 'auth.refused';
}

/** A transient reply says nothing of the secret (RFC 4954 §6): the person is not asked for another. */
export function isTransient({ reply, responseCode }: SignInAnswer): boolean {
  return (reply >= 400 && reply < 500) || responseCode === 'UNAVAILABLE' || responseCode === 'INUSE';
}

const netease = '163 126 yeah vip163 qiye163';
const tencent = 'qq foxmail exmail';

const rules: readonly RefusalRule[] = [
  // Microsoft: no password is taken, or the organisation has switched SMTP sign-in off.
  { words: /SmtpClientAuthentication is disabled|smtp_auth_disabled/i, code: 'auth.serviceOff' },
  { words: /basic authentication is disabled|BasicAuthBlocked/i, code: 'auth.needsOauth' },
  { providers: 'outlook microsoft365', code: 'auth.needsOauth' },
  // Tencent: the password was typed where the authorisation code is wanted. Older servers write GBK, so the link is looked for.
  { providers: tencent, words: /authorization code|授权码|id=28&&no=1001256/i, code: 'auth.needsCode' },
  // One text for many causes; a wrong code is by far the usual one, and the guide tells of the switch.
  { providers: tencent, words: /password is incorrect/i, code: 'auth.needsCode' },
  {
    providers: tencent,
    words: /(?:imap|pop3?|smtp) (?:service )?is (?:disabled|closed|not open)/i,
    code: 'auth.serviceOff',
  },
  // NetEase.
  { providers: netease, words: /authori[sz](?:ed|ation) code|授权码/i, code: 'auth.needsCode' },
  { providers: netease, words: /unsafe login/i, code: 'auth.blocked' },
  {
    providers: netease,
    words: /user has no permission|ERR\.LOGIN\.USERNOTALLOWED|not allowed/i,
    code: 'auth.serviceOff',
  },
  { providers: netease, words: /too much fail|REQFREQ|frequency/i, code: 'auth.tooMany' },
  { providers: netease, reply: 550, code: 'auth.serviceOff' },
  // Google.
  { words: /application-specific password|InvalidSecondFactor/i, code: 'auth.needsCode' },
  { words: /log in via your web browser|WEBALERT|WebLoginRequired/i, code: 'auth.blocked' },
  { providers: 'gmail', words: /not enabled for IMAP|IMAP access is disabled/i, code: 'auth.serviceOff' },
  { providers: 'gmail', words: /BadCredentials|invalid credentials/i, code: 'auth.needsCode' },
  // Yahoo's family says "too many" for an ordinary password as well.
  { providers: 'yahoo aol verizon-net att-net', words: /#AUTH005|too many bad auth/i, code: 'auth.needsCode' },
  { providers: 'mailru', words: /application password is required|NEOBHODIM/i, code: 'auth.needsCode' },
  { providers: 'yandex', words: /prove you are not a robot|use web for sending/i, code: 'auth.blocked' },
  // Any server.
  { words: /without SSL\/TLS|encryption (?:is )?required|must issue a STARTTLS/i, code: 'auth.noMechanism' },
  { words: /too many|rate.?limit|try again later|frequency|throttl/i, code: 'auth.tooMany' },
  {
    words:
      /(?:imap|pop3?|smtp)(?: access| service|\/\w+)? (?:is )?(?:disabled|not enabled|switched off|turned off|not allowed)/i,
    code: 'auth.serviceOff',
  },
  {
    words: /not enabled for (?:imap|pop3?|smtp)|protocol (?:is )?disabled|login via (?:imap|pop3?) (?:is )?disabled/i,
    code: 'auth.serviceOff',
  },
  { words: /account (?:is )?(?:locked|disabled|blocked|suspended)|user is locked/i, code: 'auth.blocked' },
  { responseCode: 'LIMIT', code: 'auth.tooMany' },
  { responseCode: 'CONTACTADMIN', code: 'auth.blocked' },
  { responseCode: 'ALERT', words: /web browser/i, code: 'auth.blocked' },
  { responseCode: 'PRIVACYREQUIRED', code: 'auth.noMechanism' },
  { reply: 538, code: 'auth.noMechanism' },
  { reply: 504, code: 'auth.noMechanism' },
  { service: 'smtp', reply: 454, code: 'auth.tooMany' },
];

function fits(rule: RefusalRule, answer: SignInAnswer, providerId: string): boolean {
  const { providers, service, words, responseCode, reply } = rule;
  return (
    (providers === undefined || providers.split(' ').includes(providerId)) &&
    (service === undefined || service === answer.service) &&
    (responseCode === undefined || responseCode === answer.responseCode) &&
    (reply === undefined || reply === answer.reply) &&
    (words === undefined || words.test(answer.text))
  );
}
