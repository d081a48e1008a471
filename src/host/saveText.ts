import { homedir } from 'node:os';
import { Uri, window, workspace } from 'vscode';
import type { WorkspaceFiles } from './workspaceFiles.ts';

export interface TextToSave {
  readonly title: string;
  /** The name that is offered. */
  readonly filename: string;
  readonly text: string;
}

/** Saves a text where the person says, and gives the file's name; undefined when the dialog was put away. */
export type SaveText = (given: TextToSave) => Promise<string | undefined>;

/** The dialog itself asks before it replaces a file. */
export function createSaveText(files: Pick<WorkspaceFiles, 'writeText'>): SaveText {
  return async ({ title, filename, text }) => {
    const folder = workspace.workspaceFolders?.[0]?.uri ?? Uri.file(homedir());
    const target = await window.showSaveDialog({ title, defaultUri: Uri.joinPath(folder, filename) });
    if (!target) return undefined;
    await files.writeText(target.toString(), text);
    return target.path.split('/').at(-1) ?? filename;
  };
}
