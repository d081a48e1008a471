import { actionMaxMessages } from '../limits.ts';
import { method } from '../method.ts';
import { batchId, mailboxId, messageId } from '../records.ts';
import { boolean, count, list, optional } from '../schema.ts';

/** Moves messages to a mailbox of the same account. `wait`: returns when the server has done it. */
export const messageMove = method('message.move', {
  params: { ids: list(messageId, { min: 1, max: actionMaxMessages }), mailbox: mailboxId, wait: optional(boolean) },
  result: { batch: batchId, moved: count },
  errors: ['message.unknown', 'mailbox.unknown', 'mailbox.refused', 'mailbox.overQuota'],
  timeoutMs: 60_000,
});
