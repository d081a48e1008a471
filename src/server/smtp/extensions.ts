import { messageMaxBytes, recipientsMax } from '../limits.ts';
import { mechanisms } from './auth.ts';
import type { SmtpContext } from './context.ts';

/** What EHLO offers (RFC 5321 §4.1.1.1), each line as the RFC of its extension has it; what is here is kept, and no more. */
export function extensions(context: SmtpContext): string[] {
  const { secure, mayLogIn, signedInAs } = context;
  return [
    'PIPELINING', // RFC 2920
    `SIZE ${messageMaxBytes}`, // RFC 1870
    '8BITMIME', // RFC 6152
    'SMTPUTF8', // RFC 6531
    'CHUNKING', // RFC 3030; BINARYMIME is not there.
    'DSN', // RFC 3461
    'ENHANCEDSTATUSCODES', // RFC 2034
    `LIMITS RCPTMAX=${recipientsMax}`, // RFC 9422
    'VRFY',
    'HELP',
    ...(secure ? [] : ['STARTTLS']), // RFC 3207
    ...(mayLogIn && signedInAs === '' ? [`AUTH ${mechanisms(context).join(' ')}`] : []), // RFC 4954
  ];
}
