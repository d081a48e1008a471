import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Forwards the mail whole, as an attachment. */
export const forwardAsAttachment = defineCommand<Context>({
  id: 'mailroom.forwardAsAttachment',
  async run({ drafts, selection }, _options, clicked, selected) {
    const [message] = selection.messages(clicked, selected);
    if (message) await drafts.compose({ kind: 'forwardAttached', message: message.id, account: message.account });
  },
});
