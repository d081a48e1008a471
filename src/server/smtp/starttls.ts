import { reply } from '../../mail/wire/smtp/reply.ts';
import type { Handler } from './context.ts';

/** RFC 3207. What was said before the handshake, by whomever, is forgotten behind it. */
export const starttls: Handler = (context, argument) => {
  if (context.secure) return reply(503, '5.5.1', 'TLS is on already');
  if (argument !== '') return reply(501, '5.5.4', 'STARTTLS stands alone');
  context.afterReply = 'startTls';
  return reply(220, '2.0.0', 'begin');
};
