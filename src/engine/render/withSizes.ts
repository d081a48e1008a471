import type { OmittedPart } from '../../mail/imap/withoutFiles.ts';
import type { AttachmentRecord } from '../../protocol/records.ts';

/** Attachments of a message that is here without its files: their sizes as the server told, and no hash of nothing. Pure. */
export function withSizes(
  attachments: readonly AttachmentRecord[],
  omitted: readonly OmittedPart[] = [],
): AttachmentRecord[] {
  const left = [...omitted];
  return attachments.map((attachment) => {
    // Both are in the order of the message; parts that are no attachments stand in between.
    const at = attachment.size === 0 ? left.findIndex(({ type }) => type === attachment.contentType) : -1;
    const [part] = at < 0 ? [] : left.splice(0, at + 1).slice(-1);
    return part ? { ...attachment, size: part.size, sha256: '' } : attachment;
  });
}
