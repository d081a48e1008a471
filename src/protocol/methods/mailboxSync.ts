import { method } from '../method.ts';
import { accountId, mailboxId } from '../records.ts';
import { count, optional } from '../schema.ts';

/** Brings mailboxes up to date (all of the account's without `mailbox`, all accounts without `account`). Reports progress. */
export const mailboxSync = method('mailbox.sync', {
  params: { account: optional(accountId), mailbox: optional(mailboxId) },
  result: { mailboxes: count, messages: count, ms: count },
  errors: ['account.unknown', 'mailbox.unknown'],
  timeoutMs: 0,
});
