import { method } from '../method.ts';
import { batchId, mailboxId } from '../records.ts';
import { boolean, nullable, optional, string } from '../schema.ts';

/** Gives a mailbox another name, or another parent (null: the top). Those below go along, and all ids stay. */
export const mailboxRename = method('mailbox.rename', {
  params: { mailbox: mailboxId, parent: nullable(mailboxId), name: string({ max: 500 }), wait: optional(boolean) },
  result: { batch: batchId },
  errors: ['mailbox.unknown', 'mailbox.badName', 'mailbox.exists', 'mailbox.isSpecial', 'mailbox.refused'],
  retry: 'never',
  timeoutMs: 60_000,
});
