import { attachmentFetchFile } from '../../protocol/methods/attachmentFetchFile.ts';
import { handle } from '../handler.ts';
import { fetchAttachment } from './attachmentFetch.ts';

export const handleAttachmentFetchFile = handle(attachmentFetchFile, (context, { path, index }, { signal }) =>
  fetchAttachment(context, { path }, index, signal),
);
