import type { Logger } from '../base/log.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import { draftFiles } from '../protocol/methods/draftFiles.ts';
import type { AttachmentFile } from '../protocol/records.ts';
import { lastName, referenceUri } from './fileReferences.ts';

export interface CopiedFilesOptions {
  readonly engine: Pick<EngineCaller, 'call'>;
  readonly files: Pick<WorkspaceFiles, 'stat' | 'localPath'>;
  readonly folderOf: (uri: string) => Promise<string>;
  readonly log: Logger;
}

/** Tells the engine which files a draft names, so that they travel with its copy in the Drafts mailbox. Those of this machine only. */
export class CopiedFiles {
  readonly #options: CopiedFilesOptions;
  readonly #told = new Map<string, string>();

  constructor(options: CopiedFilesOptions) {
    this.#options = options;
  }

  /** Never throws: without it the copy has no files, and the mail itself has. */
  async tell(draft: string, references: readonly string[]): Promise<void> {
    const { engine, log } = this.#options;
    try {
      const files = await this.#find(draft, references);
      const said = JSON.stringify(files);
      if (said === (this.#told.get(draft) ?? '[]')) return;
      await engine.call(draftFiles, { uri: draft, files });
      this.#told.set(draft, said);
    } catch (error) {
      log.info('draft.filesNotTold', { error });
    }
  }

  async #find(draft: string, references: readonly string[]): Promise<readonly AttachmentFile[]> {
    const { files, folderOf } = this.#options;
    if (references.length === 0) return [];
    const folder = await folderOf(draft);
    const found: AttachmentFile[] = [];
    for (const reference of new Set(references)) {
      const uri = reference.startsWith('message:') ? '' : referenceUri(folder, reference);
      if (!uri.startsWith('file:')) continue;
      const stat = await files.stat(uri);
      if (stat && !stat.isFolder) found.push({ reference, path: await files.localPath(uri), name: lastName(uri) });
    }
    return found;
  }
}
