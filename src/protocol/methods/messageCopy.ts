import { actionMaxMessages } from '../limits.ts';
import { method } from '../method.ts';
import { batchId, mailboxId, messageId } from '../records.ts';
import { boolean, count, list, optional } from '../schema.ts';

/** Copies messages to a mailbox of the same account. `wait`: returns when the server has done it. Undo removes the copies for good. */
export const messageCopy = method('message.copy', {
  params: { ids: list(messageId, { min: 1, max: actionMaxMessages }), mailbox: mailboxId, wait: optional(boolean) },
  result: { batch: batchId, copied: count },
  errors: ['message.unknown', 'mailbox.unknown', 'mailbox.refused', 'mailbox.overQuota'],
  retry: 'never',
  timeoutMs: 60_000,
});
