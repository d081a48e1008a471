import { MailError } from '../../base/errors.ts';
import { mailboxCreate } from '../../protocol/methods/mailboxCreate.ts';
import { handle } from '../handler.ts';
import { pathFor } from '../sync/mailboxPaths.ts';

export const handleMailboxCreate = handle(
  mailboxCreate,
  async ({ accounts, actions, mailboxes, mailboxIdentities }, { account, parent, name, wait }, { signal }) => {
    accounts.get(account);
    const all = mailboxes.all(account);
    const path = pathFor(name, parent === null ? undefined : mailboxes.get(parent), all);
    if (all.some((mailbox) => mailbox.path === path)) throw new MailError('mailbox.exists', { data: { path } });
    const mailbox = mailboxIdentities.idFor(account, path);
    const batch = actions.newBatch();
    actions.add(account, batch, [{ kind: 'createMailbox', target: mailbox, path, add: [], remove: [], messages: [] }]);
    if (wait) await actions.wait(batch, { signal });
    return { batch, mailbox };
  },
);
