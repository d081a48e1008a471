import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Answers the mail that is selected or shown. */
export const reply = defineCommand<Context>({
  id: 'mailroom.reply',
  async run({ drafts, selection }, _options, clicked, selected) {
    const [message] = selection.messages(clicked, selected);
    if (message) await drafts.compose({ kind: 'reply', message: message.id, account: message.account });
  },
});
