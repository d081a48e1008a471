import { realpath } from 'node:fs/promises';
import { posix } from 'node:path';
import { FileSystemError, FileType, RelativePattern, Uri, workspace } from 'vscode';
import { utf8 } from '../base/bytes.ts';
import { MailError } from '../base/errors.ts';
import { type Random, randomId } from '../base/random.ts';

/** The host's door to files: what a person's workspace holds, local or remote, and the extension's own storage. URIs as text. */
export interface WorkspaceFiles {
  /** Undefined when there is none. */
  stat(
    uri: string,
  ): Promise<{ readonly isFolder: boolean; readonly size: number; readonly modifiedAt: number } | undefined>;
  readText(uri: string): Promise<string>;
  readBytes(uri: string): Promise<Uint8Array>;
  /** Makes the folders above, too. */
  writeText(uri: string, text: string): Promise<void>;
  writeBytes(uri: string, bytes: Uint8Array): Promise<void>;
  /** Copies without holding it whole. Replaces what is there: whoever calls has asked. Throws `file.unwritable`. */
  copy(from: string, to: string): Promise<void>;
  /** A file. Gone already is fine. */
  remove(uri: string): Promise<void>;
  /** A folder with all that is in it. Gone already is fine. */
  removeFolder(uri: string): Promise<void>;
  /** What a folder holds; nothing where there is none. */
  entries(folder: string): Promise<readonly FolderEntry[]>;
  /** Files below `folder` that match, in order of their path. */
  glob(folder: string, pattern: string, limit: number): Promise<readonly string[]>;
  /** Where a file really lies, symbolic links followed, as far as this machine can tell. */
  realUri(uri: string): Promise<string>;
  /**
   * A path that the engine can open: the file's own where it lies on this machine, else of a copy in `copiesFolder`,
   * brought over without holding it whole. Throws `file.missing`, `file.unreadable`.
   */
  localPath(uri: string): Promise<string>;
  /** Where those copies lie, each in a folder of its own. */
  readonly copiesFolder: string;
  /** Removes those of these paths that are copies made by `localPath`: their bytes are elsewhere by now. */
  dropCopies(paths: readonly string[]): Promise<void>;
}

export interface FolderEntry {
  readonly uri: string;
  readonly name: string;
  readonly modifiedAt: number;
}

export function createWorkspaceFiles({ copiesFolder, random }: { copiesFolder: Uri; random: Random }): WorkspaceFiles {
  const removeFolder = async (uri: Uri) => {
    try {
      await workspace.fs.delete(uri, { recursive: true });
    } catch (error) {
      if (!isMissing(error)) throw unreadable(uri.toString(), error);
    }
  };
  return {
    copiesFolder: copiesFolder.toString(),
    async stat(uri) {
      try {
        const { type, size, mtime } = await workspace.fs.stat(Uri.parse(uri, true));
        return { isFolder: (type & FileType.Directory) !== 0, size, modifiedAt: mtime };
      } catch (error) {
        if (error instanceof FileSystemError && error.code !== 'FileNotFound') throw unreadable(uri, error);
        return undefined;
      }
    },
    readText: async (uri) => new TextDecoder().decode(await bytesOf(uri)),
    readBytes: bytesOf,
    async writeText(uri, text) {
      await workspace.fs.writeFile(Uri.parse(uri, true), utf8(text));
    },
    writeBytes: putBytes,
    async copy(from, to) {
      try {
        await workspace.fs.copy(Uri.parse(from, true), Uri.parse(to, true), { overwrite: true });
      } catch (error) {
        throw new MailError('file.unwritable', { data: { path: to }, cause: error });
      }
    },
    async remove(uri) {
      try {
        await workspace.fs.delete(Uri.parse(uri, true));
      } catch (error) {
        if (!isMissing(error)) throw unreadable(uri, error);
      }
    },
    removeFolder: (uri) => removeFolder(Uri.parse(uri, true)),
    entries: (folder) => entriesOf(Uri.parse(folder, true)),
    async glob(folder, pattern, limit) {
      const found = await workspace.findFiles(new RelativePattern(Uri.parse(folder, true), pattern), null, limit);
      return found.map((uri) => uri.toString()).sort();
    },
    async realUri(uri) {
      const parsed = Uri.parse(uri, true);
      if (parsed.scheme !== 'file') return uri;
      return realpath(parsed.fsPath).then(
        (path) => Uri.file(path).toString(),
        () => uri, // What is not there has no links to follow.
      );
    },
    localPath: (uri) => localPathOf(Uri.parse(uri, true), Uri.joinPath(copiesFolder, randomId(random))),
    async dropCopies(paths) {
      const above = copiesFolder.path;
      const folders = paths.map((path) => Uri.joinPath(Uri.file(path), '..'));
      for (const folder of folders) if (posix.dirname(folder.path) === above) await removeFolder(folder);
    },
  };
}

async function bytesOf(uri: string): Promise<Uint8Array> {
  try {
    return await workspace.fs.readFile(Uri.parse(uri, true));
  } catch (error) {
    throw unreadable(uri, error);
  }
}

async function putBytes(uri: string, bytes: Uint8Array): Promise<void> {
  try {
    await workspace.fs.writeFile(Uri.parse(uri, true), bytes);
  } catch (error) {
    throw new MailError('file.unwritable', { data: { path: uri }, cause: error });
  }
}

async function localPathOf(source: Uri, folder: Uri): Promise<string> {
  if (source.scheme === 'file') return source.fsPath;
  const copy = Uri.joinPath(folder, source.path.split('/').at(-1) || 'file');
  try {
    await workspace.fs.copy(source, copy);
  } catch (error) {
    throw unreadable(source.toString(), error);
  }
  return copy.fsPath;
}

async function entriesOf(folder: Uri): Promise<readonly FolderEntry[]> {
  try {
    const names = (await workspace.fs.readDirectory(folder)).map(([name]) => name);
    return await Promise.all(
      names.map(async (name) => {
        const uri = Uri.joinPath(folder, name);
        return { uri: uri.toString(), name, modifiedAt: (await workspace.fs.stat(uri)).mtime };
      }),
    );
  } catch (error) {
    if (isMissing(error)) return [];
    throw unreadable(folder.toString(), error);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof FileSystemError && error.code === 'FileNotFound';
}

function unreadable(uri: string, error: unknown): MailError {
  return new MailError(isMissing(error) ? 'file.missing' : 'file.unreadable', { data: { path: uri }, cause: error });
}
