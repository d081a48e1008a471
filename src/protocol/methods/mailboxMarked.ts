import { markedMaxMessages } from '../limits.ts';
import { method } from '../method.ts';
import { mailboxId, messageRow } from '../records.ts';
import { list } from '../schema.ts';

/** The messages of a mailbox that are marked for deletion, whoever marked them, and that its server can only remove all at once. */
export const mailboxMarked = method('mailbox.marked', {
  params: { mailbox: mailboxId },
  result: { rows: list(messageRow, { max: markedMaxMessages }) },
  errors: ['mailbox.unknown'],
});
