import { method } from '../method.ts';
import { accountId, protocolLine } from '../records.ts';
import { boolean, count, integer, list, timestamp } from '../schema.ts';

/**
 * What was said with an account's servers, credentials masked, after the line `after` (0: from the oldest that is kept).
 * Reading to the end asks for one `protocolLogged` when there is more. `engine` tells one engine's numbers from another's.
 */
export const accountProtocolLog = method('account.protocolLog', {
  params: { account: accountId, after: count, max: integer({ min: 1, max: 500 }) },
  result: { engine: timestamp, lines: list(protocolLine, { max: 500 }), newest: count, more: boolean },
  errors: ['account.unknown'],
});
