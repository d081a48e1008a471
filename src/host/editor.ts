import { commands, env, Uri, window, workspace } from 'vscode';

/** The few things of the editor that commands do beside asking and telling. */
export interface Editor {
  copy(text: string): Promise<void>;
  openExternal(url: string): Promise<void>;
  /** An untitled document with this text. */
  openText(text: string, language: string): Promise<void>;
  /** Opens a document by its URI, in the editor that fits it. */
  openDocument(uri: string): Promise<void>;
  /** Opens a file of the engine's machine as text that can't be changed. */
  openFile(path: string): Promise<void>;
  /** Opens a file of the engine's machine that is a copy of something, in the editor that fits it; text can't be changed. */
  openCopy(path: string): Promise<void>;
  /** Runs any command of the editor. */
  run(command: string, ...given: readonly unknown[]): Promise<void>;
  /** Sets a `when` key. */
  setContext(key: `mailroom.${string}`, value: unknown): Promise<void>;
}

export function createEditor(): Editor {
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
      await window.showTextDocument(Uri.file(path));
      await lockText(path);
    },
    async openCopy(path) {
      await commands.executeCommand('vscode.open', Uri.file(path));
      await lockText(path);
    },
    async run(command, ...given) {
      await commands.executeCommand(command, ...given);
    },
    async setContext(key, value) {
      await commands.executeCommand('setContext', key, value);
    },
  };
}

/** Changes to a copy would be lost: its editor takes none. */
async function lockText(path: string): Promise<void> {
  const isInFront = window.activeTextEditor?.document.uri.toString() === Uri.file(path).toString();
  if (isInFront) await commands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession');
}
