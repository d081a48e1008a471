import type { Handler, Pop3Context } from './context.ts';
import { bad, err, ok, type Reply } from './reply.ts';

/** RFC 1939 §7: only right after USER. */
export const pass: Handler<'PASS'> = (context, { password }) => {
  const name = context.claimedUser;
  context.claimedUser = '';
  return name === '' ? bad('USER first') : signIn(context, name, password);
};

/** Checks a password, whichever way it came, and opens the maildrop. Codes of RFC 2449 §8.1 and RFC 3206. */
export async function signIn(context: Pop3Context, name: string, password: string): Promise<Reply> {
  const result = await context.logIn({ name, password });
  if (result === 'busy') return err('SYS/TEMP', 'too many wrong passwords, wait a minute');
  if (result === 'wrong') {
    context.loginFailed();
    return err('AUTH', 'wrong name or password');
  }
  if ('off' in result) return err('SYS/PERM', result.off);
  if (!context.enter(result.user)) return err('IN-USE', 'another session has this maildrop');
  return ok(`${context.maildrop?.entries.length ?? 0} messages`);
}
