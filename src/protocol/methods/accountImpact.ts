import { method } from '../method.ts';
import { accountId } from '../records.ts';
import { count } from '../schema.ts';

/** What removing an account would take away; shown before the person decides. */
export const accountImpact = method('account.impact', {
  params: { account: accountId },
  result: { messages: count, drafts: count, queued: count, inDoubt: count },
  errors: ['account.unknown'],
});
