import { defineCommand } from '../host/command.ts';
import { messageCopy } from '../protocol/methods/messageCopy.ts';
import { commandTexts, noticeTexts } from '../texts/notices.ts';
import { plural } from '../texts/translate.ts';
import { actOnMany, movedIn, undoOf } from '../views/actOnMany.ts';
import { mailboxName } from '../views/mailboxTree.ts';
import { targetMailboxes } from '../views/targetMailboxes.ts';
import type { Context } from './context.ts';

/** Asks for a folder of the messages' account and copies them there. Offers Undo, which removes the copies. */
export const copy = defineCommand({
  id: 'mailroom.copy',
  async run(context: Context, _options, clicked, selected) {
    const rows = context.selection.messages(clicked, selected);
    if (rows.length === 0) return; // Nothing selected: a key press stays silent.
    const { engine, notify, t, ask, mail } = context;
    const choices = mail.load().then((snapshot) => targetMailboxes(t, snapshot, rows));
    const title = t(commandTexts.copyTitle);
    const target = await ask.pick(choices, { title, placeholder: t(commandTexts.movePlaceholder) });
    if (!target) return;
    const mailbox = mailboxName(t, target);
    await actOnMany(notify, {
      title: t(commandTexts.copying, { mailbox }),
      ids: rows.map(({ id }) => id),
      async act(ids) {
        const { batch, copied } = await engine.call(messageCopy, { ids, mailbox: target.id });
        return { batch, moved: copied };
      },
      tell: (done) =>
        notify.undoable(plural(t, noticeTexts.copiedTo, movedIn(done), { mailbox }), undoOf(engine, done)),
    });
  },
});
