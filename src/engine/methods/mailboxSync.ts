import { mailboxSync } from '../../protocol/methods/mailboxSync.ts';
import { handle } from '../handler.ts';

export const handleMailboxSync = handle(
  mailboxSync,
  async ({ sync, mailboxes, clock }, { account, mailbox }, { signal, progress }) => {
    const began = clock.now();
    const owner = mailbox === undefined ? account : mailboxes.get(mailbox).account;
    const syncs = owner === undefined ? sync.all() : [sync.get(owner)];
    const results = await Promise.all(syncs.map((one) => one.sync({ signal, mailbox, onProgress: progress })));
    return {
      mailboxes: results.reduce((sum, result) => sum + result.mailboxes, 0),
      messages: results.reduce((sum, result) => sum + result.messages, 0),
      ms: Math.max(0, Math.round(clock.now() - began)),
    };
  },
);
