import { actionMaxMessages } from '../limits.ts';
import { method } from '../method.ts';
import { batchId, mailboxId } from '../records.ts';
import { boolean, count, integer, optional } from '../schema.ts';

/**
 * Marks a mailbox's unread messages as read, the oldest first and at most `limit` (default: as many as one action takes);
 * `left` stay unread. Mail that comes later stays unread too. A mailbox that was never listed is listed first.
 */
export const mailboxMarkRead = method('mailbox.markRead', {
  params: { mailbox: mailboxId, limit: optional(integer({ min: 1, max: actionMaxMessages })), wait: optional(boolean) },
  result: { batch: batchId, marked: count, left: count },
  errors: ['mailbox.unknown', 'mailbox.refused'],
  timeoutMs: 0,
});
