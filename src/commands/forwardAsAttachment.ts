import { defineCommand } from '../host/command.ts';
import { commandTexts } from '../texts/notices.ts';
import type { Context } from './context.ts';

/** Forwards the mail whole, as an attachment. */
export const forwardAsAttachment = defineCommand<Context>({
  id: 'mailroom.forwardAsAttachment',
  busy: commandTexts.fetchingSource,
  async run({ drafts, selection }, { signal }, clicked, selected) {
    const [message] = selection.messages(clicked, selected);
    if (message)
      await drafts.compose({ kind: 'forwardAttached', message: message.id, account: message.account }, { signal });
  },
});
