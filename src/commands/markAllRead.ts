import { MailError } from '../base/errors.ts';
import { defineCommand } from '../host/command.ts';
import { mailboxMarkRead } from '../protocol/methods/mailboxMarkRead.ts';
import type { BatchId } from '../protocol/records.ts';
import { commandTexts, noticeTexts } from '../texts/notices.ts';
import { plural } from '../texts/translate.ts';
import { undoOf } from '../views/actOnMany.ts';
import { mailboxName } from '../views/mailboxTree.ts';
import type { Context } from './context.ts';

/** So many at once: between portions other work of the engine comes in, and Cancel is heard. */
const portionMaxMessages = 1_000;

/**
 * Marks all messages of the clicked or shown folder as read, in portions, with progress and Cancel; offers Undo of what was
 * done. Mail that comes meanwhile stays unread: the oldest are marked first, and no more than were unread at first.
 */
export const markAllRead = defineCommand({
  id: 'mailroom.markAllRead',
  async run({ engine, selection, notify, t }: Context, _options, clicked) {
    const found = selection.mailbox(clicked);
    if (!found) return; // No folder is shown: a key press stays silent.
    const mailbox = mailboxName(t, found);
    await notify.progress(t(commandTexts.markingAllRead, { mailbox }), async ({ signal, onProgress }) => {
      const done: { batch: BatchId; moved: number }[] = [];
      const sum = () => done.reduce((total, { moved }) => total + moved, 0);
      try {
        for (let total = Number.POSITIVE_INFINITY; sum() < total; ) {
          if (signal.aborted) throw new MailError('engine.cancelled');
          const limit = Math.min(portionMaxMessages, total - sum());
          const { batch, marked, left } = await engine.call(mailboxMarkRead, { mailbox: found.id, limit }, { signal });
          if (marked === 0) break;
          done.push({ batch, moved: marked });
          if (total === Number.POSITIVE_INFINITY) total = marked + left;
          onProgress({ done: sum(), total, step: '' });
        }
      } finally {
        if (done.length > 0)
          notify.undoable(plural(t, noticeTexts.markedAllRead, sum(), { mailbox }), undoOf(engine, done));
      }
      if (done.length === 0) notify.status(t(noticeTexts.allRead, { mailbox }));
    });
  },
});
