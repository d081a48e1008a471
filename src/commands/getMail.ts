import { defineCommand } from '../host/command.ts';
import { mailboxSync } from '../protocol/methods/mailboxSync.ts';
import { commandTexts } from '../texts/notices.ts';

/** Gets mail: of the clicked account or folder, else of all accounts. */
export const getMail = defineCommand({
  id: 'mailroom.getMail',
  busy: commandTexts.gettingMail,
  async run({ engine, selection }, { signal, onProgress }, clicked) {
    const mailbox = clicked === undefined ? undefined : selection.mailbox(clicked);
    const account = clicked === undefined ? undefined : selection.account(clicked);
    const what = mailbox ? { account: mailbox.account, mailbox: mailbox.id } : account ? { account: account.id } : {};
    await engine.call(mailboxSync, what, { signal, onProgress });
  },
});
