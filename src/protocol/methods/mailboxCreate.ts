import { method } from '../method.ts';
import { accountId, batchId, mailboxId } from '../records.ts';
import { boolean, nullable, optional, string } from '../schema.ts';

/** Makes a mailbox below `parent`, or at the top. It can be moved to at once. `wait`: returns when the server has it. */
export const mailboxCreate = method('mailbox.create', {
  params: { account: accountId, parent: nullable(mailboxId), name: string({ max: 500 }), wait: optional(boolean) },
  result: { batch: batchId, mailbox: mailboxId },
  errors: ['account.unknown', 'mailbox.unknown', 'mailbox.badName', 'mailbox.exists', 'mailbox.refused'],
  retry: 'never',
  timeoutMs: 60_000,
});
