import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Answers everybody who is in the mail. */
export const replyAll = defineCommand<Context>({
  id: 'mailroom.replyAll',
  async run({ drafts, selection }, _options, clicked, selected) {
    const [message] = selection.messages(clicked, selected);
    if (message) await drafts.compose({ kind: 'replyAll', message: message.id, account: message.account });
  },
});
