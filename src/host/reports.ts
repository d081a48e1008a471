import { Uri } from 'vscode';
import { type Random, randomId } from '../base/random.ts';
import type { Editor } from './editor.ts';
import type { WorkspaceFiles } from './workspaceFiles.ts';

/** Texts that Mailroom writes for a person to read: documents that can't be changed and don't ask to be saved. */
export interface Reports {
  /** Opens `text` under this file name, whose ending says the language. */
  show(name: string, text: string): Promise<void>;
}

export interface ReportsOptions {
  readonly files: Pick<WorkspaceFiles, 'copiesFolder' | 'writeText'>;
  readonly editor: Pick<Editor, 'openFile'>;
  readonly random: Random;
}

/** They lie among the copies, which are read-only and swept after a day. */
export function createReports({ files, editor, random }: ReportsOptions): Reports {
  return {
    async show(name, text) {
      const folder = Uri.parse(files.copiesFolder, true);
      const report = Uri.joinPath(folder, randomId(random), name.replace(/[\\/:*?"<>|\p{C}]/gu, '-'));
      await files.writeText(report.toString(), text);
      await editor.openFile(report.fsPath);
    },
  };
}
