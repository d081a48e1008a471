import { MailError } from '../../base/errors.ts';
import { messageAppend } from '../../protocol/methods/messageAppend.ts';
import { handle } from '../handler.ts';
import { appendToMailbox } from '../sync/appendToMailbox.ts';

export const handleMessageAppend = handle(
  messageAppend,
  async (context, { mailbox, file, flags, wait }, { signal }) => {
    const target = context.mailboxes.get(mailbox);
    if (!target.selectable) throw new MailError('mailbox.refused', { data: { mailbox: target.path } });
    const batch = await appendToMailbox(context, target, { file, flags });
    if (wait) await context.actions.wait(batch, { signal });
    return { batch };
  },
);
