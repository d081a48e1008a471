import type { AccountConfig } from '../../protocol/records.ts';
import type { RemovalRule } from '../store/fetchedMail.ts';

/** What the account's settings say of mail that was fetched; unless told otherwise it stays until it is deleted here. */
export function removalRuleOf({ pop3 }: Pick<AccountConfig, 'pop3'>): RemovalRule {
  return {
    leaveOnServer: pop3?.leaveOnServer ?? true,
    afterDays: pop3?.deleteAfterDays,
    whenDeletedHere: pop3?.deleteWhenDeletedHere ?? true,
  };
}
