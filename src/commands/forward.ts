import { defineCommand } from '../host/command.ts';
import { commandTexts } from '../texts/notices.ts';
import type { Context } from './context.ts';

/** Forwards the mail with its text in the body. */
export const forward = defineCommand<Context>({
  id: 'mailroom.forward',
  busy: commandTexts.fetchingSource,
  async run({ drafts, selection }, { signal }, clicked, selected) {
    const [message] = selection.messages(clicked, selected);
    if (message) await drafts.compose({ kind: 'forward', message: message.id, account: message.account }, { signal });
  },
});
