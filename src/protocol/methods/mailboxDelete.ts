import { method } from '../method.ts';
import { batchId, mailboxId } from '../records.ts';
import { boolean, optional } from '../schema.ts';

/**
 * Deletes a mailbox with the messages in it that are known here. It can be taken back only until the server has it; one
 * that got mail meanwhile stays, and that is told.
 */
export const mailboxDelete = method('mailbox.delete', {
  params: { mailbox: mailboxId, wait: optional(boolean) },
  result: { batch: batchId },
  errors: ['mailbox.unknown', 'mailbox.isSpecial', 'mailbox.hasChildren', 'mailbox.gotMail', 'mailbox.refused'],
  retry: 'never',
  timeoutMs: 60_000,
});
