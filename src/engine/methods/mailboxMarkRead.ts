import { actionMaxMessages } from '../../protocol/limits.ts';
import { mailboxMarkRead } from '../../protocol/methods/mailboxMarkRead.ts';
import { handle } from '../handler.ts';

export const handleMailboxMarkRead = handle(
  mailboxMarkRead,
  async (
    { actions, mailboxes, messageLists, sync },
    { mailbox, limit = actionMaxMessages, wait },
    { signal, progress },
  ) => {
    const { account, number, listed } = mailboxes.get(mailbox);
    if (!listed) await sync.get(account).sync({ signal, mailbox, onProgress: progress });
    const messages = messageLists.unread(number, limit);
    const batch = actions.newBatch();
    actions.add(account, batch, [{ kind: 'flag', target: null, add: ['\\Seen'], remove: [], messages }]);
    if (wait) await actions.wait(batch, { signal });
    return { batch, marked: messages.length, left: messageLists.counts(number).unread };
  },
);
