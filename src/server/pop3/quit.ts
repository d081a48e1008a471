import type { Handler } from './context.ts';
import { ok } from './reply.ts';

/** RFC 1939 §6: what is marked goes now, on disk before the answer. Before sign-in it only ends the session. */
export const quit: Handler<'QUIT'> = (context) => {
  context.afterReply = 'close';
  context.maildrop?.update();
  return ok('bye');
};
