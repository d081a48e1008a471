import type { ErrorCode } from '../../base/errorCodes.ts';
import { MailError } from '../../base/errors.ts';
import { type Reply, replyText } from './reply.ts';
import type { Stage } from './verdict.ts';

/** Texts that name a cause whatever the command was. The first that fits counts; sources in test/unit/mail/smtp. */
const causes: readonly (readonly [code: ErrorCode, pattern: RegExp])[] = [
  [
    'send.tooLarge',
    /^5\.(3\.4|2\.3)\b|(message|mail|attachment|file).{0,40}too (big|large|long)|size limit|exceed.{0,60}\bsize\b|size.{0,40}exceed/i,
  ],
  [
    'send.quota',
    /^[45]\.4\.5\b|submissionquota|sending (limit|quota)|daily .{0,20}(limit|quota)|(send|sent|recipient)s?.{0,20}(limit|quota) exceed/i,
  ],
  [
    'send.spam',
    /\bspam|DT:(SPM|RBL)|content (denied|rejected)|virus|spamhaus|\brbl\b|unsolicited|blocked because|^5\.7\.(23|25|26|27|515)\b|\bdmarc\b/i,
  ],
  [
    'send.senderRefused',
    /^5\.2\.252\b|^5\.7\.60\b|send ?as|mail from (address )?must|not one of your addresses|not owned by|local user only|sender address rejected/i,
  ],
  [
    'send.notAuthorised',
    /^5\.7\.(7|11)\b|authenti(fi)?cation required|relay(ing)? (access )?denied|not permitted to relay|must (issue|be) .{0,20}(starttls|authenticated)/i,
  ],
];

/**
 * Why the server refused, in our words and with its own (`serverSaid`, `reply`, `enhanced`). `recipient` where it refused
 * one. A 4xx is `send.temporary` with `retry: 'later'`.
 */
export function refusal(stage: Stage, reply: Reply, recipient?: string): MailError {
  const data = {
    serverSaid: replyText(reply),
    reply: reply.code,
    ...(reply.enhanced && { enhanced: reply.enhanced }),
    ...(recipient !== undefined && { recipient }),
  };
  if (reply.code < 500) return new MailError('send.temporary', { retry: 'later', data });
  return new MailError(codeFor(stage, reply), { retry: 'afterUser', data });
}

function codeFor(stage: Stage, { code, enhanced, text }: Reply): ErrorCode {
  if (code === 530 || code === 538) return 'send.notAuthorised';
  const named = causes.find(([, pattern]) => pattern.test(`${enhanced} ${text}`.trim()));
  if (named) return named[0];
  if (stage === 'rcpt') return 'send.recipientRefused';
  if (stage === 'mail' && code !== 552) return 'send.senderRefused';
  return code === 552 ? 'send.tooLarge' : 'send.refused'; // RFC 5321 §4.2.2: exceeded storage allocation.
}
