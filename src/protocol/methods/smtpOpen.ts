import { method } from '../method.ts';
import { accountId } from '../records.ts';
import { string } from '../schema.ts';
import { handResult } from '../smtpHand.ts';

/** Connects to an account's submission server for a session led by hand. It ends by itself after five idle minutes. */
export const smtpOpen = method('smtp.open', {
  params: { account: accountId },
  result: { session: string({ max: 40 }), ...handResult },
  errors: ['account.receiveOnly', 'net.refused', 'net.timeout', 'store.tooBusy'],
  retry: 'never',
  timeoutMs: 60_000,
});
