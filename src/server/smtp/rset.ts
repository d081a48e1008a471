import { reply } from '../../mail/wire/smtp/reply.ts';
import type { Handler } from './context.ts';

/** RFC 5321 §4.1.1.5: forgets the mail that was begun; who greeted and who signed in stay. */
export const rset: Handler = (context, argument) => {
  if (argument !== '') return reply(501, '5.5.4', 'RSET stands alone');
  context.reset();
  return reply(250, '2.0.0', 'forgotten');
};
