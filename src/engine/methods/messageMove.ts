import { MailError } from '../../base/errors.ts';
import { messageMove } from '../../protocol/methods/messageMove.ts';
import { handle } from '../handler.ts';
import { moveOperations, perAccount } from '../sync/chosenMessages.ts';

export const handleMessageMove = handle(
  messageMove,
  async ({ actions, messageSources, mailboxes }, { ids, mailbox, wait }, { signal }) => {
    const target = mailboxes.get(mailbox);
    const chosen = perAccount(messageSources, ids);
    // Between accounts a move is a copy and a deletion on two servers: not an operation of one account's journal.
    if ([...chosen.keys()].some((account) => account !== target.account) || !target.selectable) {
      throw new MailError('mailbox.refused', { data: { mailbox: target.path } });
    }
    const batch = actions.newBatch();
    const operations = moveOperations(chosen.get(target.account) ?? [], target.id);
    actions.add(target.account, batch, operations);
    if (wait) await actions.wait(batch, { signal });
    return { batch, moved: operations.reduce((sum, { messages }) => sum + messages.length, 0) };
  },
);
