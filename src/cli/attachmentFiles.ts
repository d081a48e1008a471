import { basename, dirname, resolve } from 'node:path';
import { MailError } from '../base/errors.ts';
import type { AttachmentFile } from '../protocol/records.ts';
import { globFiles, isFolder } from './files.ts';

/** Files that one pattern attaches at most. */
const globMax = 200;

/**
 * The files that a draft names: bare paths and patterns are relative to the draft's own folder. What isn't there, parts of
 * other mails (`message:`) included, is left for the engine to name. Throws `draft.attachmentNoMatch`, `draft.attachmentFolder`.
 */
export function attachmentFilesOf(references: readonly string[], draftPath: string): readonly AttachmentFile[] {
  return [...new Set(references)].flatMap((reference) => {
    const plain = reference.startsWith('file://') ? decodeURIComponent(new URL(reference).pathname) : reference;
    const path = resolve(dirname(draftPath), plain);
    if (isFolder(path)) throw new MailError('draft.attachmentFolder', { retry: 'afterUser', data: { reference } });
    if (!/[*?[{]/.test(plain)) return [{ path, name: basename(path), reference }];
    const found = globFiles(plain, dirname(draftPath), globMax);
    if (found.length === 0) throw new MailError('draft.attachmentNoMatch', { retry: 'afterUser', data: { reference } });
    return found.map((file) => ({ path: file, name: basename(file), reference }));
  });
}
