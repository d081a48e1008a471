import { method } from '../method.ts';
import { accountId } from '../records.ts';
import { boolean } from '../schema.ts';

/** Forgets an account: its settings, cached mail and outbox here. Leaves the server alone. Waiting mail blocks it unless `discardOutbox`. */
export const accountRemove = method('account.remove', {
  params: { account: accountId, discardOutbox: boolean },
  result: {},
  errors: ['account.unknown', 'account.hasOutbox'],
});
