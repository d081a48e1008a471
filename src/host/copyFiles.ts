import {
  type Disposable,
  EventEmitter,
  type FileChangeEvent,
  FileSystemError,
  type FileSystemProvider,
  MarkdownString,
  Uri,
  workspace,
} from 'vscode';
import { copyTexts } from '../texts/reader.ts';
import { type CopyPlaces, copyAuthority, copyFileOf, copyPathOf, copyScheme } from './copyAddress.ts';
import { translate } from './translate.ts';
import type { WorkspaceFiles } from './workspaceFiles.ts';

/** Copies that the engine and we made of attachments and sources, as documents of their own scheme. */
export interface CopyFiles extends CopyReader {
  /** What an editor opens to show a file of this machine: a copy's address; anything else is shown as the file it is. */
  addressOf(path: string): Promise<Uri>;
}

/** Both throw `FileSystemError.FileNotFound` for a copy that is gone, and for what is no copy. */
type CopyReader = Pick<FileSystemProvider, 'stat' | 'readFile'>;

/** `profile`: the folder that holds the copies' folders. */
export function createCopyFiles(profile: Uri, files: Pick<WorkspaceFiles, 'realUri'>): CopyFiles {
  const at = (path: string) => profile.with({ path });
  const places: CopyPlaces = {
    profile: profile.path,
    realPath: async (path) => Uri.parse(await files.realUri(at(path).toString()), true).path,
  };
  const fileOf = async ({ path }: Uri) => {
    const file = await copyFileOf(path, places);
    if (file === undefined) throw FileSystemError.FileNotFound();
    return at(file);
  };
  return {
    async addressOf(path) {
      const file = Uri.file(path);
      const copyPath = await copyPathOf(file.path, places);
      return copyPath === undefined ? file : Uri.from({ scheme: copyScheme, authority: copyAuthority, path: copyPath });
    },
    stat: async (address) => workspace.fs.stat(await fileOf(address)),
    readFile: async (address) => workspace.fs.readFile(await fileOf(address)),
  };
}

/**
 * Serves copies to editors, read-only: VS Code knows so before it makes an editor of any kind, and no document is ever
 * writable for a moment. `reader` is asked for when the first of them is read.
 */
export function serveCopies(reader: () => Promise<CopyReader>): Disposable {
  const refuse = (address: Uri) => {
    throw FileSystemError.NoPermissions(address);
  };
  return workspace.registerFileSystemProvider(
    copyScheme,
    {
      onDidChangeFile: new EventEmitter<FileChangeEvent[]>().event, // A copy is written once, before it is shown.
      watch: () => ({ dispose() {} }),
      stat: async (address) => (await reader()).stat(address),
      readFile: async (address) => (await reader()).readFile(address),
      readDirectory: refuse,
      createDirectory: refuse,
      writeFile: refuse,
      delete: refuse,
      rename: refuse,
    },
    { isReadonly: new MarkdownString(translate(copyTexts.readOnly)), isCaseSensitive: true },
  );
}
