import { reply } from '../../mail/wire/smtp/reply.ts';
import type { Handler } from './context.ts';

/** RFC 5321 §4.1.1.8. */
export const help: Handler = () =>
  reply(
    214,
    '2.0.0',
    'EHLO name, HELO name, STARTTLS, AUTH mechanism, MAIL FROM:<address>, RCPT TO:<address>,',
    'DATA, BDAT octets [LAST], RSET, NOOP, VRFY address, HELP, QUIT (RFC 5321)',
  );
