import { defineCommand } from '../host/command.ts';
import { isFromList } from '../host/items.ts';
import { messageDelete } from '../protocol/methods/messageDelete.ts';
import { commandTexts, noticeTexts } from '../texts/notices.ts';
import { plural } from '../texts/translate.ts';
import { actOnMany, movedIn, undoOf } from '../views/actOnMany.ts';
import { leaveMessages } from '../views/leaveMessages.ts';
import type { Context } from './context.ts';

/** Moves messages to Trash and offers Undo; in Trash it asks and deletes for good. Throws `mailbox.noTrash`. */
export const deleteMessages = defineCommand({
  id: 'mailroom.delete',
  async run(context: Context, _options, clicked, selected) {
    const rows = context.selection.messages(clicked, selected);
    const { engine, notify, t, ask, mail } = context;
    if (rows.length === 0) return; // Nothing selected: a key press stays silent.
    const inTrash = rows.filter(({ mailbox }) => mail.mailbox(mailbox)?.specialUse === 'trash');
    if (inTrash.length > 0) {
      const message = plural(t, commandTexts.deleteForGoodQuestion, inTrash.length);
      const buttons = [{ label: t(commandTexts.deleteForGood), value: true }];
      if (!(await ask.decide({ message, detail: t(commandTexts.deleteForGoodWhy), buttons }))) return;
    }
    const work = () =>
      actOnMany(notify, {
        title: t(commandTexts.deleting),
        ids: rows.map(({ id }) => id),
        act: (ids) => engine.call(messageDelete, { ids }),
        tell(done) {
          const forGood = done.reduce((sum, { deleted }) => sum + deleted, 0);
          if (forGood > 0) notify.status(plural(t, noticeTexts.deletedForGood, forGood));
          const movable = done.filter(({ moved }) => moved > 0);
          if (movable.length === 0) return;
          notify.undoable(plural(t, noticeTexts.deleted, movedIn(movable)), undoOf(engine, movable));
        },
      });
    await leaveMessages(context, rows, { fromList: isFromList(clicked), work });
  },
});
