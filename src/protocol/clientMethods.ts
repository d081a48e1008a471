import { method } from './method.ts';
import { accountId } from './records.ts';
import { nullable, oneOf, string } from './schema.ts';

/** Requests from the engine to a client: the only ones in this direction. */

/** Asks a client's secret store. `secret` null: it has none. */
export const secretWanted = method('secret.wanted', {
  params: { account: accountId, service: oneOf('imap', 'smtp', 'sms') },
  result: { secret: nullable(string({ max: 4_096 })) },
  timeoutMs: 20_000,
});
