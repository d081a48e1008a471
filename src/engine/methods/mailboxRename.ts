import { MailError } from '../../base/errors.ts';
import { mailboxRename } from '../../protocol/methods/mailboxRename.ts';
import { handle } from '../handler.ts';
import { shownMailboxes } from '../sync/mailboxOverlay.ts';
import { isBelow, pathFor } from '../sync/mailboxPaths.ts';

export const handleMailboxRename = handle(
  mailboxRename,
  async ({ actions, mailboxes, operations }, { mailbox, parent, name, wait }, { signal }) => {
    const { account } = mailboxes.get(mailbox);
    const all = shownMailboxes(mailboxes.all(account), operations.waiting(account));
    const find = (id: string) => {
      const found = all.find((one) => one.id === id);
      if (!found) throw new MailError('mailbox.unknown', { data: { mailbox: id } });
      return found;
    };
    const before = find(mailbox);
    const above = parent === null ? undefined : find(parent);
    if (before.specialUse !== null) throw new MailError('mailbox.isSpecial', { data: { mailbox: before.path } });
    const path = pathFor(name, above, all);
    if (above && (above.id === before.id || isBelow(above, before)))
      throw new MailError('mailbox.badName', { data: { name } }); // Not into itself.
    if (all.some((one) => one.path === path)) throw new MailError('mailbox.exists', { data: { path } });
    const batch = actions.newBatch();
    const change = { target: mailbox, path, oldPath: before.path, add: [], remove: [], messages: [] };
    actions.add(account, batch, [{ kind: 'renameMailbox', ...change }]);
    if (wait) await actions.wait(batch, { signal });
    return { batch };
  },
);
