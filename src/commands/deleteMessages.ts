import { defineCommand } from '../host/command.ts';
import { isFromList } from '../host/items.ts';
import { batchUndo } from '../protocol/methods/batchUndo.ts';
import { messageDelete } from '../protocol/methods/messageDelete.ts';
import { commandTexts, noticeTexts } from '../texts/notices.ts';
import { plural } from '../texts/translate.ts';
import { leaveMessages } from '../views/leaveMessages.ts';
import type { Context } from './context.ts';

/** Moves messages to Trash and offers Undo; in Trash it asks and deletes for good. Throws `mailbox.noTrash`. */
export const deleteMessages = defineCommand({
  id: 'mailroom.delete',
  async run(context: Context, { signal }, clicked, selected) {
    const rows = context.selection.messages(clicked, selected);
    const { engine, notify, t, ask, mail } = context;
    if (rows.length === 0) return; // Nothing selected: a key press stays silent.
    const inTrash = rows.filter(({ mailbox }) => mail.mailbox(mailbox)?.specialUse === 'trash');
    if (inTrash.length > 0) {
      const message = plural(t, commandTexts.deleteForGoodQuestion, inTrash.length);
      const buttons = [{ label: t(commandTexts.deleteForGood), value: true }];
      if (!(await ask.decide({ message, detail: t(commandTexts.deleteForGoodWhy), buttons }))) return;
    }
    const { batch, moved, deleted } = await leaveMessages(context, rows, {
      fromList: isFromList(clicked),
      work: () => engine.call(messageDelete, { ids: rows.map(({ id }) => id) }, { signal }),
    });
    if (deleted > 0) notify.status(plural(t, noticeTexts.deletedForGood, deleted));
    if (moved === 0) return;
    notify.undoable(plural(t, noticeTexts.deleted, moved), async (undo) => {
      await engine.call(batchUndo, { batch }, undo);
    });
  },
});
