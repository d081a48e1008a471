import { MailError } from '../base/errors.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import { attachmentFetch } from '../protocol/methods/attachmentFetch.ts';
import { folderPack } from '../protocol/methods/folderPack.ts';
import { messageGet } from '../protocol/methods/messageGet.ts';
import { messageSource } from '../protocol/methods/messageSource.ts';
import { type AttachmentFile, messageId } from '../protocol/records.ts';
import { isInside, lastName, referenceUri } from './fileReferences.ts';

/** From what a draft names to files that the engine can read. */

export interface AttachmentSource {
  readonly files: WorkspaceFiles;
  readonly engine: Pick<EngineCaller, 'call'>;
  /** URI of the folder that bare paths are relative to. */
  readonly folder: string;
  /** Folders whose files need no question: that one, and those of the workspace. */
  readonly trustedFolders: readonly string[];
  /** Asks whether files outside may leave. False: not. Called once for all of them. */
  readonly allowOutside: (uris: readonly string[]) => Promise<boolean>;
  readonly signal?: AbortSignal;
}

/** Files that one pattern attaches at most. */
export const globMax = 200;

/**
 * The files of all references, in their order; each once. A folder leaves as an archive. Throws `draft.attachmentMissing`,
 * `draft.attachmentNoMatch` (a pattern) or `draft.attachmentOutside` (the person said no), with `reference`.
 */
export async function resolveAttachments(
  references: readonly string[],
  source: AttachmentSource,
): Promise<readonly AttachmentFile[]> {
  const found: { readonly reference: string; readonly uri: string; readonly isFolder: boolean }[] = [];
  const fetched: AttachmentFile[] = [];
  for (const reference of new Set(references)) {
    if (reference.startsWith('message:')) fetched.push(await fetchPart(reference, source));
    else for (const file of await urisOf(reference, source)) found.push({ reference, ...file });
  }
  await checkOutside(found, source);
  const local = await Promise.all(
    found.map(async ({ reference, uri, isFolder }) => {
      if (isFolder) return packed(reference, uri, source);
      const path = await source.files.localPath(uri).catch((error) => {
        throw new MailError('draft.attachmentMissing', { retry: 'afterUser', data: { reference }, cause: error });
      });
      return { reference, path, name: lastName(uri) };
    }),
  );
  const all = [...local, ...fetched];
  return references.flatMap((reference, index) =>
    references.indexOf(reference) === index ? all.filter((file) => file.reference === reference) : [],
  );
}

async function urisOf(
  reference: string,
  { files, folder }: AttachmentSource,
): Promise<readonly { readonly uri: string; readonly isFolder: boolean }[]> {
  const uri = referenceUri(folder, reference);
  const stat = await files.stat(uri);
  if (stat) return [{ uri, isFolder: stat.isFolder }];
  if (!/[*?{[]/.test(reference))
    throw new MailError('draft.attachmentMissing', { retry: 'afterUser', data: { reference } });
  const matches = await files.glob(folder, reference.replace(/^\.\//, ''), globMax);
  if (matches.length === 0) throw new MailError('draft.attachmentNoMatch', { retry: 'afterUser', data: { reference } });
  return matches.map((match) => ({ uri: match, isFolder: false }));
}

/** A folder leaves as one archive, packed now. One that lies elsewhere is brought over first. */
async function packed(
  reference: string,
  uri: string,
  { engine, files, signal }: AttachmentSource,
): Promise<AttachmentFile> {
  const folder = uri.replace(/\/$/, '');
  const path = await files.localPath(folder);
  try {
    const { file } = await engine.call(folderPack, { path }, signal ? { signal } : {});
    return { reference, path: file, name: `${lastName(folder)}.zip` };
  } finally {
    await files.dropCopies([path]).catch(() => {}); // Swept at another start.
  }
}

/** What lies outside, or a link leads out of, leaves only if the person says so. */
async function checkOutside(
  found: readonly { readonly reference: string; readonly uri: string }[],
  { files, trustedFolders, allowOutside }: AttachmentSource,
): Promise<void> {
  const folders = await Promise.all(trustedFolders.map((folder) => files.realUri(folder)));
  const outside: { reference: string; uri: string }[] = [];
  for (const { reference, uri } of found) {
    const real = await files.realUri(uri);
    if (!folders.some((folder) => isInside(folder, real))) outside.push({ reference, uri: real });
  }
  if (outside.length === 0) return;
  if (await allowOutside(outside.map(({ uri }) => uri))) return;
  throw new MailError('draft.attachmentOutside', { retry: 'afterUser', data: { reference: outside[0]?.reference } });
}

/** `message:<id>` is a whole mail, `message:<id>#<index>` one of its attachments: both come from the engine. */
async function fetchPart(reference: string, { engine, signal }: AttachmentSource): Promise<AttachmentFile> {
  const [, text = '', part] = /^message:([^#]+)(?:#(\d+))?$/.exec(reference) ?? [];
  const options = signal ? { signal } : {};
  try {
    const id = messageId.parse(text);
    if (part !== undefined) {
      const { file, attachment } = await engine.call(attachmentFetch, { id, index: Number(part) }, options);
      return { path: file, name: attachment.filename, reference };
    }
    const { file } = await engine.call(messageSource, { id }, options);
    const { rows } = await engine.call(messageGet, { ids: [id] }, options);
    return { path: file, name: `${fileName(rows[0]?.subject ?? '')}.eml`, reference };
  } catch (error) {
    throw new MailError('draft.attachmentMissing', { retry: 'afterUser', data: { reference }, cause: error });
  }
}

function fileName(subject: string): string {
  const name = subject.replace(/[\u0000-\u001f\u007f/\\:*?"<>|]+/g, ' ').trim();
  return name.slice(0, 100).toWellFormed() || 'message';
}
