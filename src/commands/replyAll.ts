import { defineCommand } from '../host/command.ts';
import { commandTexts } from '../texts/notices.ts';
import type { Context } from './context.ts';

/** Answers everybody who is in the mail. */
export const replyAll = defineCommand<Context>({
  id: 'mailroom.replyAll',
  busy: commandTexts.fetchingSource,
  async run({ drafts, selection }, { signal }, clicked, selected) {
    const [message] = selection.messages(clicked, selected);
    if (message) await drafts.compose({ kind: 'replyAll', message: message.id, account: message.account }, { signal });
  },
});
