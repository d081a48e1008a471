import { readPlain } from '../../mail/wire/sasl/plain.ts';
import type { Handler } from './context.ts';
import { signIn } from './pass.ts';
import { bad, err, ok } from './reply.ts';

/** What AUTH offers, as CAPA tells it. */
export const mechanisms = ['PLAIN'] as const;

/** RFC 5034, mechanism PLAIN, with an initial response or without; `AUTH` alone lists what there is. */
export const auth: Handler<'AUTH'> = async (context, { mechanism, initial }) => {
  if (mechanism === null) return { ...ok('mechanisms'), lines: context.mayLogIn ? mechanisms : [] };
  if (!mechanisms.some((one) => one === mechanism)) return err('', 'mechanism not offered');
  if (!context.mayLogIn) return err('', 'TLS first, by STLS');
  const response = initial ?? (await context.ask(''));
  if (response === undefined || response === '*') return err('', 'cancelled');
  const credentials = readPlain(response);
  return credentials ? signIn(context, credentials.user, credentials.password) : bad('not a PLAIN message');
};
