import { messageRead } from '../../protocol/methods/messageRead.ts';
import { handle } from '../handler.ts';
import { withSizes } from '../render/withSizes.ts';

export const handleMessageRead = handle(
  messageRead,
  async ({ messageSources, mailboxes, renderer, receipts }, { id, remoteImages }, { signal, progress }) => {
    const body = await messageSources.readable(id, { signal, onProgress: progress });
    const { row } = messageSources.find(id);
    const inJunk = mailboxes.find(row.mailbox)?.specialUse === 'junk';
    const rendered = await renderer.render(body, { remoteImages: remoteImages ?? false, inJunk, key: id }, { signal });
    const receipt = receipts.wish({ ...rendered, row });
    const attachments = withSizes(rendered.attachments, body.omitted);
    return { content: { ...rendered, attachments, row, ...(receipt ? { receipt } : {}) } };
  },
);
