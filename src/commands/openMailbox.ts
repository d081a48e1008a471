import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Shows a folder's messages. */
export const openMailbox = defineCommand({
  id: 'mailroom.openMailbox',
  run({ selection, messages }: Context, _options, clicked) {
    const mailbox = selection.mailbox(clicked);
    if (mailbox) messages.showMailbox(mailbox);
  },
});
