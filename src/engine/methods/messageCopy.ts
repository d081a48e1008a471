import { MailError } from '../../base/errors.ts';
import { messageCopy } from '../../protocol/methods/messageCopy.ts';
import { handle } from '../handler.ts';
import { copyOperations, perAccount } from '../sync/chosenMessages.ts';

export const handleMessageCopy = handle(
  messageCopy,
  async ({ actions, messageSources, mailboxes }, { ids, mailbox, wait }, { signal }) => {
    const target = mailboxes.get(mailbox);
    const chosen = perAccount(messageSources, ids);
    // Between accounts a copy is a message stored anew: not an operation of one account's journal.
    if ([...chosen.keys()].some((account) => account !== target.account) || !target.selectable) {
      throw new MailError('mailbox.refused', { data: { mailbox: target.path } });
    }
    const batch = actions.newBatch();
    const operations = copyOperations(chosen.get(target.account) ?? [], target.id);
    actions.add(target.account, batch, operations);
    if (wait) await actions.wait(batch, { signal });
    return { batch, copied: operations.reduce((sum, { messages }) => sum + messages.length, 0) };
  },
);
