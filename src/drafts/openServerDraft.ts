import type { EngineCaller } from '../host/engineConnection.ts';
import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import { attachmentFetch } from '../protocol/methods/attachmentFetch.ts';
import { draftAdopt } from '../protocol/methods/draftAdopt.ts';
import { draftOpen } from '../protocol/methods/draftOpen.ts';
import type { MessageId } from '../protocol/records.ts';
import { writeReference } from './attachEdit.ts';
import type { DraftFolder } from './draftFolder.ts';
import type { DraftJournal } from './draftJournal.ts';
import { freeName, ownFilesFolder } from './draftOwnFiles.ts';
import { referenceFor } from './fileReferences.ts';

export interface OpenServerDraftDependencies {
  readonly engine: Pick<EngineCaller, 'call'>;
  readonly files: Pick<WorkspaceFiles, 'stat' | 'copy' | 'writeText'>;
  readonly folder: Pick<DraftFolder, 'uri' | 'write'>;
  readonly journal: Pick<DraftJournal, 'begin'>;
  /** The path of a file as a URI. */
  readonly fileUri: (path: string) => string;
}

/**
 * A message of a Drafts mailbox, of whichever client, as a document: the one that is its own here already, else a new one
 * that is saved back as that draft. Its files come along, because the message they lie in goes with the next copy.
 */
export async function openServerDraft(
  message: MessageId,
  { engine, files, folder, journal, fileUri }: OpenServerDraftDependencies,
  { signal }: { readonly signal: AbortSignal },
): Promise<{ readonly uri: string; readonly cursor?: { readonly line: number; readonly column: number } }> {
  const { uri: known, text, name, cursor } = await engine.call(draftOpen, { message }, { signal });
  if (known !== '' && (await files.stat(known))) return { uri: known };
  const uri = await folder.write(name, text);
  const filesFolder = ownFilesFolder(uri);
  const references = [...text.matchAll(/message:([\w.-]+)#(\d+)/g)].filter(([, id]) => id === message);
  let whole = text;
  for (const [reference, , index] of references) {
    const { file, attachment } = await engine.call(attachmentFetch, { id: message, index: Number(index) }, { signal });
    const target = await freeName(filesFolder, attachment.filename, async (each) => Boolean(await files.stat(each)));
    await files.copy(fileUri(file), target);
    whole = whole.replace(reference, () => writeReference(referenceFor(folder.uri, target)));
  }
  if (whole !== text) await files.writeText(uri, whole);
  await journal.begin(uri, whole, folder.uri);
  await engine.call(draftAdopt, { uri, text: whole, message }, { signal });
  return { uri, cursor };
}
