import type { Handler } from './context.ts';
import { err, ok } from './reply.ts';

/** RFC 1939 §7. Says the same for people who do not live here. */
export const user: Handler<'USER'> = (context, command) => {
  if (!context.mayLogIn) return err('', 'TLS first, by STLS');
  context.claimedUser = command.user;
  return ok('password, please');
};
