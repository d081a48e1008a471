import { defineCommand } from '../host/command.ts';
import { commandTexts } from '../texts/notices.ts';
import type { Context } from './context.ts';

/** Answers the mail that is selected or shown. */
export const reply = defineCommand<Context>({
  id: 'mailroom.reply',
  busy: commandTexts.fetchingSource,
  async run({ drafts, selection }, { signal }, clicked, selected) {
    const [message] = selection.messages(clicked, selected);
    if (message) await drafts.compose({ kind: 'reply', message: message.id, account: message.account }, { signal });
  },
});
