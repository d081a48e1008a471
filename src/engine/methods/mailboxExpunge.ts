import { MailError } from '../../base/errors.ts';
import { expungeMarked } from '../../mail/imap/expungeMarked.ts';
import { mailboxExpunge } from '../../protocol/methods/mailboxExpunge.ts';
import { handle } from '../handler.ts';
import { parseMessageId } from '../store/messageKey.ts';

/** Names of another numbering of the mailbox count as never seen. */
export const handleMailboxExpunge = handle(
  mailboxExpunge,
  async ({ mailboxes, sync }, { mailbox, seen }, { signal, progress }) => {
    const { account, path } = mailboxes.get(mailbox);
    const keys = seen.map((id) => parseMessageId(id).key).filter((key) => key.mailbox === mailbox);
    const owner = sync.get(account);
    const removed = await owner.change(
      async (connection) => {
        const { uidValidity, readOnly } = await connection.select(path);
        if (readOnly) throw new MailError('mailbox.readOnly');
        const uids = keys.filter((key) => key.uidValidity === uidValidity).map(({ uid }) => uid);
        return expungeMarked(connection, new Set(uids));
      },
      { signal },
    );
    await owner.sync({ signal, mailbox, onProgress: progress });
    return { removed: removed.length };
  },
);
