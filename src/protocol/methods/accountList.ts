import { method } from '../method.ts';
import { accountRecord } from '../records.ts';
import { list } from '../schema.ts';

/** All accounts, in the order they were added. */
export const accountList = method('account.list', {
  params: {},
  result: { accounts: list(accountRecord, { max: 1_000 }) },
});
