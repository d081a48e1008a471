import { defineCommand } from '../host/command.ts';
import { isFromList } from '../host/items.ts';
import { accountUpdate } from '../protocol/methods/accountUpdate.ts';
import { messageArchive } from '../protocol/methods/messageArchive.ts';
import type { AccountId, MailboxRecord } from '../protocol/records.ts';
import { commandTexts, noticeTexts } from '../texts/notices.ts';
import { plural } from '../texts/translate.ts';
import { actOnMany, movedIn, undoOf } from '../views/actOnMany.ts';
import { leaveMessages } from '../views/leaveMessages.ts';
import { mailboxIcon } from '../views/mailboxTree.ts';
import type { Context } from './context.ts';

/**
 * Archives the clicked or selected messages. Offers Undo. Where the server names no archive, as at QQ and 163, the person
 * picks a folder, once for the account.
 */
export const archive = defineCommand({
  id: 'mailroom.archive',
  async run(context: Context, { signal }, clicked, selected) {
    const rows = context.selection.messages(clicked, selected);
    if (rows.length === 0) return; // Nothing selected: a key press stays silent.
    const { engine, notify, t } = context;
    for (const account of new Set(rows.map((row) => row.account))) {
      if (!(await hasArchive(context, account, signal))) return; // Asked, and put away.
    }
    const work = () =>
      actOnMany(notify, {
        title: t(commandTexts.archiving),
        ids: rows.map(({ id }) => id),
        act: (ids) => engine.call(messageArchive, { ids }),
        tell: (done) => notify.undoable(plural(t, noticeTexts.archived, movedIn(done)), undoOf(engine, done)),
      });
    await leaveMessages(context, rows, { fromList: isFromList(clicked), work });
  },
});

/** True once the account has a folder to archive to: the server's, the one picked before, or the one picked now. */
async function hasArchive(context: Context, account: AccountId, signal: AbortSignal): Promise<boolean> {
  const { engine, mail, ask, t } = context;
  const { accounts, mailboxes } = await mail.load();
  const config = accounts.find(({ id }) => id === account)?.config;
  const own = mailboxes.filter((mailbox) => mailbox.account === account && mailbox.selectable);
  const isArchive = ({ specialUse, path }: MailboxRecord) =>
    specialUse === 'archive' || specialUse === 'all' || path === config?.archivePath;
  if (!config || own.some(isArchive)) return true;
  const choices = own
    .filter(({ specialUse }) => specialUse === null)
    .map((mailbox) => ({ label: mailbox.path, value: mailbox, icon: mailboxIcon(mailbox) }));
  if (choices.length === 0) return true; // Nothing to pick: the engine says what is missing.
  const title = t(commandTexts.archiveTitle);
  const picked = await ask.pick(choices, { title, placeholder: t(commandTexts.archivePlaceholder) });
  if (!picked) return false;
  await engine.call(accountUpdate, { account, config: { ...config, archivePath: picked.path } }, { signal });
  return true;
}
