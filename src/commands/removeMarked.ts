import { defineCommand } from '../host/command.ts';
import type { Choice } from '../host/prompts.ts';
import { mailboxExpunge } from '../protocol/methods/mailboxExpunge.ts';
import { mailboxMarked } from '../protocol/methods/mailboxMarked.ts';
import type { MessageRow } from '../protocol/records.ts';
import { commandTexts, noticeTexts } from '../texts/notices.ts';
import { plural, type Translate } from '../texts/translate.ts';
import { viewTexts } from '../texts/views.ts';
import { mailboxName } from '../views/mailboxTree.ts';
import { oneLine } from '../views/messageText.ts';
import type { Context } from './context.ts';

/** Lists what is marked for deletion in a folder whose server removes all or nothing, asks, and removes just that. */
export const removeMarked = defineCommand({
  id: 'mailroom.removeMarked',
  async run(context: Context, { signal }, clicked) {
    const { engine, selection, ask, notify, t } = context;
    const mailbox = selection.mailbox(clicked);
    if (!mailbox) return; // Not clicked on a folder's row.
    const { rows } = await engine.call(mailboxMarked, { mailbox: mailbox.id }, { signal });
    if (rows.length === 0) return; // Somebody else removed them meanwhile; the row goes with the next news.
    const title = t(commandTexts.markedTitle, { mailbox: mailboxName(t, mailbox) });
    for (let chosen: 'remove' | 'look' | undefined = 'look'; chosen !== 'remove'; ) {
      chosen = await ask.pick(choices(context, rows), { title, placeholder: t(commandTexts.markedWhy) });
      if (chosen === undefined) return;
    }
    const buttons = [{ label: t(commandTexts.markedRemove), value: true }];
    const message = plural(t, commandTexts.markedQuestion, rows.length);
    if (!(await ask.decide({ message, detail: t(commandTexts.markedDetail), buttons }))) return;
    const seen = rows.map(({ id }) => id);
    const { removed } = await notify.progress(t(commandTexts.removing), (options) =>
      engine.call(mailboxExpunge, { mailbox: mailbox.id, seen }, options),
    );
    notify.status(plural(t, noticeTexts.removedForGood, removed));
  },
});

/** The one thing to do, then every message that it takes. */
function choices(
  { t, formatDate }: { readonly t: Translate; readonly formatDate: (ms: number) => string },
  rows: readonly MessageRow[],
): Choice<'remove' | 'look'>[] {
  const messages = rows.map(({ from, subject, date }) => {
    const sender = oneLine(from[0]?.name ?? '') || from[0]?.address || t(viewTexts.noSender);
    const description = `${oneLine(subject) || t(viewTexts.noSubject)} · ${formatDate(date)}`;
    return { label: sender, description, value: 'look' as const, icon: 'mail' };
  });
  return [{ label: t(commandTexts.markedRemove), value: 'remove', icon: 'trash' }, ...messages];
}
