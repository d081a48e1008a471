import { capabilities } from './capability.ts';
import type { Handler, ImapContext } from './context.ts';
import { no, ok, type Reply } from './reply.ts';

/** RFC 9051 §6.2.3. */
export const login: Handler<'LOGIN'> = (context, { user, password }) => signIn(context, user, password);

/** Checks a password, whichever way it came. */
export async function signIn(context: ImapContext, name: string, password: string): Promise<Reply> {
  if (!context.mayLogIn) return no('PRIVACYREQUIRED', 'TLS first');
  const result = await context.guard.logIn({ protocol: 'imap', name, password, remoteAddress: context.remoteAddress });
  if (result === 'busy') return no('UNAVAILABLE', 'too many wrong passwords, wait a minute');
  if (result !== 'wrong' && 'off' in result) return no('CONTACTADMIN', result.off);
  if (result === 'wrong') {
    context.loginFailed();
    return no('AUTHENTICATIONFAILED', 'wrong name or password');
  }
  context.signedIn(result.user);
  return ok(`CAPABILITY ${capabilities(context)}`);
}
