import { extensions, type Uri } from 'vscode';

/** The door to VS Code's Git extension: the repositories of this window and what is changed in them. */

export interface WorkingTree {
  /** URI of its folder. */
  readonly root: string;
  /** Empty: none is checked out. */
  readonly branch: string;
  /** As `git diff` writes it, without colours; `staged`: what the next commit would hold. New files are not in it. */
  diff(options: { readonly staged: boolean }): Promise<string>;
}

/** Of the Git extension's interface, version 1, what is used here. */
interface GitExports {
  getAPI(version: 1): {
    readonly repositories: readonly {
      readonly rootUri: Uri;
      readonly state: { readonly HEAD: { readonly name?: string } | undefined };
      diff(cached?: boolean): Promise<string>;
    }[];
  };
}

/** None where Git is switched off, or the folder is not trusted: then the extension does not run. */
export async function workingTrees(): Promise<readonly WorkingTree[]> {
  const git = extensions.getExtension<GitExports>('vscode.git');
  if (!git) return [];
  const exports = git.isActive ? git.exports : await git.activate();
  try {
    return exports.getAPI(1).repositories.map((repository) => ({
      root: repository.rootUri.toString(),
      branch: repository.state.HEAD?.name ?? '',
      diff: ({ staged }) => repository.diff(staged),
    }));
  } catch {
    return []; // git.enabled is off: the extension has no interface then.
  }
}
