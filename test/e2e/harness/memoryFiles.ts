/** Files that lie on no disk: an extension that offers them under a scheme of its own, as remote repositories are shown. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeZip } from '../../../src/mail/zip/writeZip.ts';

/** Packs an extension whose `memfs://far/…` holds these files (path → text). The path of its .vsix. */
export async function memoryFilesExtension(folder: string, files: Readonly<Record<string, string>>): Promise<string> {
  const manifest = {
    ...{ name: 'memory-files', publisher: 'test', version: '1.0.0', engines: { vscode: '^1.90.0' } },
    ...{ main: './extension.js', activationEvents: ['onFileSystem:memfs'] },
  };
  const entries = {
    'extension/package.json': JSON.stringify(manifest),
    'extension/extension.js': `const files = ${JSON.stringify(files)};\n${program}`,
  };
  const path = join(folder, 'memory-files.vsix');
  await writeFile(
    path,
    writeZip(
      Object.entries(entries).map(([name, text]) => ({
        ...{ name, modifiedAt: Date.UTC(2026, 0, 1) },
        async *open() {
          yield Buffer.from(text);
        },
      })),
    ),
  );
  return path;
}

const program = `
const vscode = require('vscode');
const { EventEmitter, FileSystemError, FileType } = vscode;
const isFolder = (path) => Object.keys(files).some((name) => name.startsWith(path.replace(/\\/$/, '') + '/'));
const provider = {
  onDidChangeFile: new EventEmitter().event,
  watch: () => ({ dispose() {} }),
  stat({ path }) {
    if (path in files) return { type: FileType.File, ctime: 0, mtime: 1, size: Buffer.byteLength(files[path]) };
    if (isFolder(path)) return { type: FileType.Directory, ctime: 0, mtime: 1, size: 0 };
    throw FileSystemError.FileNotFound();
  },
  readFile({ path }) {
    if (path in files) return Buffer.from(files[path]);
    throw FileSystemError.FileNotFound();
  },
  readDirectory({ path }) {
    const inside = Object.keys(files).filter((name) => name.startsWith(path + '/')).map((name) => name.slice(path.length + 1));
    return [...new Set(inside.map((name) => name.split('/')[0]))].map((name) => [
      name,
      path + '/' + name in files ? FileType.File : FileType.Directory,
    ]);
  },
  createDirectory() { throw FileSystemError.NoPermissions(); },
  writeFile() { throw FileSystemError.NoPermissions(); },
  delete() { throw FileSystemError.NoPermissions(); },
  rename() { throw FileSystemError.NoPermissions(); },
};
exports.activate = ({ subscriptions }) =>
  subscriptions.push(vscode.workspace.registerFileSystemProvider('memfs', provider, { isReadonly: true }));
`;
