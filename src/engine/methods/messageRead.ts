import { messageRead } from '../../protocol/methods/messageRead.ts';
import { handle } from '../handler.ts';

export const handleMessageRead = handle(
  messageRead,
  async ({ messageSources, mailboxes, renderer }, { id, remoteImages }, { signal, progress }) => {
    const body = await messageSources.source(id, { signal, onProgress: progress });
    const { row } = messageSources.find(id);
    const inJunk = mailboxes.find(row.mailbox)?.specialUse === 'junk';
    const rendered = await renderer.render(body, { remoteImages: remoteImages ?? false, inJunk, key: id }, { signal });
    return { content: { ...rendered, row } };
  },
);
