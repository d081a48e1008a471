import { mechanisms } from './auth.ts';
import type { Handler, Pop3Context } from './context.ts';
import { ok } from './reply.ts';

/** RFC 2449 §5. */
export const capa: Handler<'CAPA'> = (context) => ({ ...ok('what there is'), lines: capabilities(context) });

/** What is offered now: signing in only where a password may cross, STLS only where it is still to come. */
function capabilities({ secure, mayLogIn, maildrop }: Pop3Context): readonly string[] {
  return [
    'TOP',
    'UIDL',
    'RESP-CODES', // RFC 2449 §6.4
    'AUTH-RESP-CODE', // RFC 3206
    'PIPELINING',
    'EXPIRE NEVER',
    ...(mayLogIn ? ['USER', `SASL ${mechanisms.join(' ')}`] : []),
    ...(secure || maildrop ? [] : ['STLS']),
    'IMPLEMENTATION Mailroom',
  ];
}
