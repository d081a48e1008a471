import { MailError } from '../../base/errors.ts';
import { messageReadFile } from '../../protocol/methods/messageReadFile.ts';
import { accountId, mailboxId, messageId } from '../../protocol/records.ts';
import { statFile } from '../files.ts';
import { handle } from '../handler.ts';
import { fileMessageMaxBytes } from '../limits.ts';
import { sortDate } from '../store/sortDate.ts';

/** A file has no place on a server; its row says so by ids that name nothing. */
const nowhere = { account: accountId.parse('a0'), mailbox: mailboxId.parse('m0'), id: messageId.parse('a0.m0.0.0') };

export const handleMessageReadFile = handle(messageReadFile, async ({ renderer }, params, { signal }) => {
  const { path, remoteImages = false } = params;
  const { size, isFolder, modifiedAt } = await statFile(path);
  if (isFolder) throw new MailError('file.isFolder', { data: { path } });
  if (size > fileMessageMaxBytes)
    throw new MailError('message.tooLarge', { data: { path, size, maxBytes: fileMessageMaxBytes } });
  const rendered = await renderer.render({ path }, { hashAll: true, remoteImages }, { signal });
  const { subject, from, to, date, messageId: id, attachments } = rendered;
  const row = {
    ...nowhere,
    uid: 0,
    messageId: id,
    ...{ from, to, subject, size },
    date: sortDate(date, Math.floor(modifiedAt)),
    flags: [],
    hasAttachment: attachments.some(({ inline }) => !inline),
    threadId: rendered.references[0] ?? id,
  };
  return { content: { ...rendered, row } };
});
