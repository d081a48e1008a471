import { mailboxWatch } from '../../protocol/methods/mailboxWatch.ts';
import { handle } from '../handler.ts';

export const handleMailboxWatch = handle(mailboxWatch, ({ sync, mailboxes }, { mailbox }) => {
  const owner = mailbox === undefined ? undefined : mailboxes.get(mailbox).account;
  if (owner !== undefined) sync.find(owner)?.watch(mailbox);
  else for (const one of sync.all()) one.watch(undefined);
  return {};
});
