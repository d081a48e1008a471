import { MailError } from '../../base/errors.ts';
import { mailboxDelete } from '../../protocol/methods/mailboxDelete.ts';
import { handle } from '../handler.ts';
import { shownMailboxes } from '../sync/mailboxOverlay.ts';
import { isBelow } from '../sync/mailboxPaths.ts';

/** What is known of a mailbox is up to its UIDNEXT: anything newer on the server has not been seen by the person. */
export const handleMailboxDelete = handle(
  mailboxDelete,
  async ({ actions, mailboxes, operations }, { mailbox, wait }, { signal }) => {
    const { account } = mailboxes.get(mailbox);
    const all = shownMailboxes(mailboxes.all(account), operations.waiting(account));
    const one = all.find(({ id }) => id === mailbox);
    if (!one) throw new MailError('mailbox.unknown', { data: { mailbox } });
    if (one.specialUse !== null) throw new MailError('mailbox.isSpecial', { data: { mailbox: one.path } });
    if (all.some((other) => isBelow(other, one))) throw new MailError('mailbox.hasChildren');
    const batch = actions.newBatch();
    const targetUidNext = Math.max(1, one.uidNext);
    const change = { target: mailbox, path: one.path, targetUidNext, add: [], remove: [], messages: [] };
    actions.add(account, batch, [{ kind: 'deleteMailbox', ...change }]);
    if (wait) await actions.wait(batch, { signal });
    return { batch };
  },
);
