import { markedMaxMessages } from '../limits.ts';
import { method } from '../method.ts';
import { mailboxId, messageId } from '../records.ts';
import { count, list } from '../schema.ts';

/**
 * Removes for good what is marked for deletion in a mailbox, on a server that can't remove single messages. `seen` are
 * the messages that the person was shown; when another one is marked by now nothing is removed.
 */
export const mailboxExpunge = method('mailbox.expunge', {
  params: { mailbox: mailboxId, seen: list(messageId, { min: 1, max: markedMaxMessages }) },
  result: { removed: count },
  errors: ['mailbox.unknown', 'mailbox.markedChanged', 'mailbox.refused', 'mailbox.readOnly'],
  timeoutMs: 120_000,
});
