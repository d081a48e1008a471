import { type Random, randomId } from '../base/random.ts';
import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import type { DraftFolder } from './draftFolder.ts';
import { freeName, ownFilesFolder } from './draftOwnFiles.ts';
import { joinUri, lastName, parentOf, referenceFor, referenceUri } from './fileReferences.ts';

export interface PanelFilesOptions {
  readonly files: WorkspaceFiles;
  readonly folder: DraftFolder;
  readonly random: Random;
  /** URI of the folder that a draft's bare paths begin at. */
  readonly folderOf: (draft: string) => Promise<string>;
}

/** Pictures that are shown in the panel at most, bytes. */
const pictureMaxBytes = 20 * 1024 * 1024;

const pictureTypes: { readonly [extension: string]: string } = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  bmp: 'image/bmp',
  svg: 'image/svg+xml',
};

/** A draft's files for the compose panel: attachments with their sizes, pictures of the text. */
export type PanelFiles = ReturnType<typeof createPanelFiles>;

export function createPanelFiles({ files, folder, random, folderOf }: PanelFilesOptions) {
  return {
    async stat(draft: string, reference: string) {
      if (reference.startsWith('message:')) return { name: reference, size: undefined };
      const uri = referenceUri(await folderOf(draft), reference);
      const stat = await files.stat(uri);
      if (stat) return { name: lastName(uri), size: stat.isFolder ? undefined : stat.size };
      return /[*?{[]/.test(reference) ? { name: reference, size: undefined } : undefined;
    },
    async showPicture(draft: string, reference: string) {
      const uri = referenceUri(await folderOf(draft), reference);
      const type = pictureTypes[/\.([a-z]+)$/i.exec(uri)?.[1]?.toLowerCase() ?? ''];
      const stat = type ? await files.stat(uri) : undefined;
      if (!type || !stat || stat.isFolder || stat.size > pictureMaxBytes) return '';
      return `data:${type};base64,${Buffer.from(await files.readBytes(uri)).toString('base64')}`;
    },
    async keepFile(draft: string, name: string, bytes: Uint8Array) {
      const uri = await freeName(ownFilesFolder(draft), name, async (each) => Boolean(await files.stat(each)));
      await files.writeBytes(uri, bytes);
      return referenceFor(await folderOf(draft), uri);
    },
    async nameOf(draft: string, uri: string) {
      return referenceFor(await folderOf(draft), uri);
    },
    async keepPicture(draft: string, name: string, bytes: Uint8Array) {
      const safe = name.replace(/[/\\:*?"<>|()[\]\u0000-\u001f\s]+/g, '-').replace(/^[.-]+/, '') || 'picture.png';
      // Beside a draft that has a place of its own; else with the drafts, not among the files of a project.
      const own = folder.owns(draft);
      const uri = own
        ? joinUri(joinUri(folder.buffers, randomId(random)), safe)
        : await free(files, parentOf(draft), safe);
      await files.writeBytes(uri, bytes);
      return referenceFor(await folderOf(draft), uri);
    },
  };
}

async function free(files: WorkspaceFiles, folder: string, name: string): Promise<string> {
  const [, stem = name, extension = ''] = /^(.*?)(\.[^.]*)?$/.exec(name) ?? [];
  for (let count = 1; ; count++) {
    const uri = joinUri(folder, count === 1 ? name : `${stem}-${count}${extension}`);
    if (!(await files.stat(uri))) return uri;
  }
}
