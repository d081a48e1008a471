import { readPlain } from '../../mail/wire/sasl/plain.ts';
import type { Handler } from './context.ts';
import { signIn } from './login.ts';
import { bad, no } from './reply.ts';

/** RFC 9051 §6.2.2, mechanism PLAIN, with an initial response (RFC 4959) or without. */
export const authenticate: Handler<'AUTHENTICATE'> = async (context, { mechanism, initial }) => {
  if (mechanism !== 'PLAIN') return no('CANNOT', 'mechanism not offered');
  if (!context.mayLogIn) return no('PRIVACYREQUIRED', 'TLS first');
  let response = initial;
  if (response === null) {
    context.send('+ \r\n');
    response = (await context.nextLine()) ?? '*';
  }
  if (response === '*') return bad('cancelled');
  const credentials = readPlain(response);
  if (!credentials) return bad('not a PLAIN message');
  return signIn(context, credentials.user, credentials.password);
};
