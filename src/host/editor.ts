import { commands, env, Uri, window, workspace } from 'vscode';
import type { CopyFiles } from './copyFiles.ts';

/** The few things of the editor that commands do beside asking and telling. */
export interface Editor {
  copy(text: string): Promise<void>;
  openExternal(url: string): Promise<void>;
  /** An untitled document with this text. */
  openText(text: string, language: string): Promise<void>;
  /** Opens a document by its URI, in the editor that fits it. */
  openDocument(uri: string): Promise<void>;
  /** Opens a file of the engine's machine as text. A copy can't be changed. */
  openFile(path: string): Promise<void>;
  /** Opens a copy on the engine's machine in the editor that fits it. It can't be changed. */
  openCopy(path: string): Promise<void>;
  /** A terminal of the window (on the remote, in the window of one) with this typed in, for the person to run. */
  openTerminal(typed: string): void;
  /** Runs any command of the editor. */
  run(command: string, ...given: readonly unknown[]): Promise<void>;
  /** Sets a `when` key. */
  setContext(key: `mailroom.${string}`, value: unknown): Promise<void>;
}

export function createEditor(copies: Pick<CopyFiles, 'addressOf'>): Editor {
  return {
    copy: async (text) => env.clipboard.writeText(text),
    async openExternal(url) {
      await env.openExternal(Uri.parse(url, true));
    },
    async openText(content, language) {
      await window.showTextDocument(await workspace.openTextDocument({ content, language }));
    },
    async openDocument(uri) {
      await commands.executeCommand('vscode.open', Uri.parse(uri, true));
    },
    async openFile(path) {
      await window.showTextDocument(await copies.addressOf(path));
    },
    async openCopy(path) {
      await commands.executeCommand('vscode.open', await copies.addressOf(path));
    },
    openTerminal(typed) {
      const terminal = window.createTerminal();
      terminal.show();
      terminal.sendText(typed, false);
    },
    async run(command, ...given) {
      await commands.executeCommand(command, ...given);
    },
    async setContext(key, value) {
      await commands.executeCommand('setContext', key, value);
    },
  };
}
