import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import { joinUri, lastName, parentOf, referenceUri } from './fileReferences.ts';

/** What a folder's repository is called and which branch is checked out; empty for what is not known. */
export interface RepositoryNames {
  readonly repository: string;
  readonly branch: string;
}

/** Folders above one that are looked through for a repository. */
const levelsMax = 20;

/** Reads `.git` as files (gitrepository-layout): no program is run, and a folder that is not trusted can't make one run. */
export async function repositoryOf(
  files: Pick<WorkspaceFiles, 'stat' | 'readText'>,
  folder: string,
): Promise<RepositoryNames> {
  let root = folder.replace(/\/+$/, '');
  for (let level = 0; level < levelsMax; level++) {
    const found = await readRepository(files, root);
    if (found) return found;
    const above = parentOf(root).replace(/\/+$/, '');
    if (above === root || above.length >= root.length) break;
    root = above;
  }
  return { repository: '', branch: '' };
}

async function readRepository(
  files: Pick<WorkspaceFiles, 'stat' | 'readText'>,
  root: string,
): Promise<RepositoryNames | undefined> {
  const git = joinUri(root, '.git');
  const stat = await files.stat(git);
  if (!stat) return undefined;
  const read = (uri: string) => files.readText(uri).catch(() => ''); // What is not there says nothing.
  // A work tree of its own has a file that names the folder, and that one the folder of all.
  const own = stat.isFolder ? git : referenceUri(root, /^gitdir:\s*(.+)$/m.exec(await read(git))?.[1]?.trim() ?? '');
  const common = stat.isFolder ? git : referenceUri(own, (await read(joinUri(own, 'commondir'))).trim() || '.');
  const branch = /^ref:\s*refs\/heads\/(.+)$/m.exec(await read(joinUri(own, 'HEAD')))?.[1]?.trim() ?? '';
  const config = await read(joinUri(common, 'config'));
  const origin = /\[remote "origin"\][^[]*?^\s*url\s*=\s*(.+)$/m.exec(config)?.[1]?.trim() ?? '';
  const name =
    origin
      .replace(/\/+$/, '')
      .replace(/\.git$/, '')
      .split(/[/:\\]/)
      .at(-1) ?? '';
  return { repository: name || lastName(root), branch };
}
