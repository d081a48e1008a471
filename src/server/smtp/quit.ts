import { reply } from '../../mail/wire/smtp/reply.ts';
import type { Handler } from './context.ts';

/** RFC 5321 §4.1.1.10. */
export const quit: Handler = (context) => {
  context.afterReply = 'close';
  return reply(221, '2.0.0', 'bye');
};
