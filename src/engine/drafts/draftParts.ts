import type { OutgoingPart } from '../../mail/mime/write.ts';
import type { AttachmentFile } from '../../protocol/records.ts';
import { readRange, statFile } from '../files.ts';
import { copiedFilesMaxBytes } from './limits.ts';

/** The files that travel with a draft's copy: those that are there, in their order, up to the limit. */
export async function draftParts(files: readonly AttachmentFile[]): Promise<readonly OutgoingPart[]> {
  const parts: OutgoingPart[] = [];
  let left = copiedFilesMaxBytes;
  for (const { path, name } of files) {
    const stat = await statFile(path).catch(() => undefined); // Gone: the draft itself says so when it is sent.
    if (!stat || stat.isFolder || stat.size > left) continue;
    left -= stat.size;
    parts.push({ name, open: () => readRange(path) });
  }
  return parts;
}
