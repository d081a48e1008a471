import { defineCommand } from '../host/command.ts';
import { isFromList } from '../host/items.ts';
import { messageMove } from '../protocol/methods/messageMove.ts';
import { commandTexts, noticeTexts } from '../texts/notices.ts';
import { plural } from '../texts/translate.ts';
import { actOnMany, movedIn, undoOf } from '../views/actOnMany.ts';
import { leaveMessages } from '../views/leaveMessages.ts';
import { mailboxName } from '../views/mailboxTree.ts';
import { targetMailboxes } from '../views/targetMailboxes.ts';
import type { Context } from './context.ts';

/** Asks for a folder of the messages' account and moves them there. Offers Undo. */
export const move = defineCommand({
  id: 'mailroom.move',
  async run(context: Context, _options, clicked, selected) {
    const rows = context.selection.messages(clicked, selected);
    if (rows.length === 0) return; // Nothing selected: a key press stays silent.
    const { engine, notify, t, ask, mail } = context;
    const choices = mail.load().then((snapshot) => targetMailboxes(t, snapshot, rows));
    const title = t(commandTexts.moveTitle);
    const target = await ask.pick(choices, { title, placeholder: t(commandTexts.movePlaceholder) });
    if (!target) return;
    const mailbox = mailboxName(t, target);
    const work = () =>
      actOnMany(notify, {
        title: t(commandTexts.moving, { mailbox }),
        ids: rows.map(({ id }) => id),
        act: (ids) => engine.call(messageMove, { ids, mailbox: target.id }),
        tell: (done) => notify.undoable(plural(t, noticeTexts.moved, movedIn(done), { mailbox }), undoOf(engine, done)),
      });
    await leaveMessages(context, rows, { fromList: isFromList(clicked), work });
  },
});
