import { defineCommand } from '../host/command.ts';
import { isFromList } from '../host/items.ts';
import type { Choice } from '../host/prompts.ts';
import { batchUndo } from '../protocol/methods/batchUndo.ts';
import { messageMove } from '../protocol/methods/messageMove.ts';
import type { MailboxRecord, MessageRow } from '../protocol/records.ts';
import { commandTexts, noticeTexts } from '../texts/notices.ts';
import { plural, type Translate } from '../texts/translate.ts';
import { leaveMessages } from '../views/leaveMessages.ts';
import { mailboxIcon, mailboxName } from '../views/mailboxTree.ts';
import type { MailSnapshot } from '../views/mailState.ts';
import type { Context } from './context.ts';

/** Asks for a folder of the messages' account and moves them there. Offers Undo. */
export const move = defineCommand({
  id: 'mailroom.move',
  async run(context: Context, { signal }, clicked, selected) {
    const rows = context.selection.messages(clicked, selected);
    if (rows.length === 0) return; // Nothing selected: a key press stays silent.
    const { engine, notify, t, ask, mail } = context;
    const choices = mail.load().then((snapshot) => targets(t, snapshot, rows));
    const title = t(commandTexts.moveTitle);
    const target = await ask.pick(choices, { title, placeholder: t(commandTexts.movePlaceholder) });
    if (!target) return;
    const { batch, moved } = await leaveMessages(context, rows, {
      fromList: isFromList(clicked),
      work: () => engine.call(messageMove, { ids: rows.map(({ id }) => id), mailbox: target.id }, { signal }),
    });
    notify.undoable(plural(t, noticeTexts.moved, moved, { mailbox: mailboxName(t, target) }), async (undo) => {
      await engine.call(batchUndo, { batch }, undo);
    });
  },
});

/** Folders that can take the messages: of their account, other than the one they all lie in. */
function targets(t: Translate, { mailboxes }: MailSnapshot, rows: readonly MessageRow[]): Choice<MailboxRecord>[] {
  const accounts = new Set<string>(rows.map(({ account }) => account));
  const sources = new Set<string>(rows.map(({ mailbox }) => mailbox));
  return mailboxes
    .filter(({ account, selectable }) => selectable && accounts.has(account))
    .filter(({ id }) => sources.size > 1 || !sources.has(id))
    .map((mailbox) => {
      const label = mailboxName(t, mailbox);
      const description = mailbox.path === mailbox.name ? '' : mailbox.path;
      return { label, description, value: mailbox, icon: mailboxIcon(mailbox) };
    });
}
