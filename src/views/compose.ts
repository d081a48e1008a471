import { type CustomTextEditorProvider, commands, type TextDocument, Uri, ViewColumn, type WebviewPanel } from 'vscode';
import type { Disposable } from '../base/dispose.ts';
import { ComposePanel, type ComposePanelDeps } from './composePanel.ts';

/** The custom editor's type, as the manifest and saved tabs know it. */
export const composeViewType = 'mailroom.compose';

/** The compose panels of a window: a form and formatted text on the same document as the text editor. */
export class ComposePanels implements CustomTextEditorProvider, Disposable {
  readonly #deps: ComposePanelDeps;
  readonly #open = new Set<ComposePanel>();

  constructor(deps: ComposePanelDeps) {
    this.#deps = deps;
  }

  resolveCustomTextEditor(document: TextDocument, panel: WebviewPanel): void {
    const opened = new ComposePanel(document, panel, this.#deps, {
      changed: () => this.#showKeys(),
      closed: () => {
        this.#open.delete(opened);
        this.#showKeys();
      },
    });
    this.#open.add(opened);
    this.#showKeys();
  }

  /** Shows a draft in a panel, in place of the editor in front or beside it. */
  async show(uri: string, beside = false): Promise<void> {
    const column = beside ? ViewColumn.Beside : ViewColumn.Active;
    await commands.executeCommand('vscode.openWith', Uri.parse(uri, true), composeViewType, column);
  }

  /** Shows a draft as text, where its panel is. */
  async showText(uri: string, beside = false): Promise<void> {
    await this.settle(uri);
    const column = beside ? ViewColumn.Beside : ViewColumn.Active;
    await commands.executeCommand('vscode.openWith', Uri.parse(uri, true), 'default', column);
  }

  /** Once this returns, what was typed in panels on this draft is in its document. */
  async settle(uri: string): Promise<void> {
    await Promise.all([...this.#open].filter((panel) => panel.uri === uri).map((panel) => panel.settle()));
  }

  /** A command for the panel in front. */
  run(command: string): void {
    [...this.#open].find(({ active }) => active)?.run(command);
  }

  dispose(): void {
    this.#open.clear();
  }

  #showKeys(): void {
    const isActive = [...this.#open].some(({ active }) => active);
    void this.#deps.editor.setContext('mailroom.composeActive', isActive);
  }
}
