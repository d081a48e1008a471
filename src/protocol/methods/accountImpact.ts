import { method } from '../method.ts';
import { accountId } from '../records.ts';
import { count } from '../schema.ts';

/** What removing an account would take away; shown before the person decides. */
export const accountImpact = method('account.impact', {
  params: { account: accountId },
  /** `keptHere`: messages whose server only hands them out; it may no longer have them. */
  result: { messages: count, keptHere: count, drafts: count, queued: count, inDoubt: count },
  errors: ['account.unknown'],
});
