import { method } from '../method.ts';
import { accountId } from '../records.ts';

/** Connects now, without waiting for the back-off. */
export const accountConnect = method('account.connect', {
  params: { account: accountId },
  result: {},
  errors: ['account.unknown'],
});
