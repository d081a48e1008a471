import { method } from '../method.ts';
import { accountConfig, accountId } from '../records.ts';

/** Replaces an account's settings and connects anew. Mail already listed stays while server and user are the same. */
export const accountUpdate = method('account.update', {
  params: { account: accountId, config: accountConfig },
  result: {},
  errors: ['account.unknown', 'account.badConfig'],
});
