import {
  type CustomTextEditorProvider,
  commands,
  TabInputCustom,
  TabInputText,
  type TextDocument,
  Uri,
  type WebviewPanel,
  window,
} from 'vscode';
import type { Disposable } from '../base/dispose.ts';
import type { ComposePlace } from '../protocol/views/compose.ts';
import type { ComposeInsertion } from './composeAnswers.ts';
import { ComposePanel, type ComposePanelDeps } from './composePanel.ts';

/** The custom editor's type, as the manifest and saved tabs know it. */
export const composeViewType = 'mailroom.compose';

/** The compose panels of a window: a form and formatted text on the same document as the text editor. */
export class ComposePanels implements CustomTextEditorProvider, Disposable {
  readonly #deps: ComposePanelDeps;
  readonly #open = new Set<ComposePanel>();
  /** Where the cursor goes in panels that are being opened. */
  readonly #places = new Map<string, ComposePlace>();

  constructor(deps: ComposePanelDeps) {
    this.#deps = deps;
  }

  resolveCustomTextEditor(document: TextDocument, panel: WebviewPanel): void {
    const opened = new ComposePanel(document, panel, this.#deps, () => this.#open.delete(opened));
    this.#open.add(opened);
    const place = this.#places.get(opened.uri);
    if (place) opened.goTo(place);
    this.#places.delete(opened.uri);
  }

  /** Where a person writes in the panel in front on this draft; undefined when no panel is. Settle it before. */
  placeIn(uri: string): ComposePlace | undefined {
    return this.#inFront(uri)?.place;
  }

  /** Opens a draft in a panel again, the cursor where it was. */
  async reopen(uri: string, place: ComposePlace): Promise<void> {
    this.#places.set(uri, place);
    await commands.executeCommand('vscode.openWith', Uri.parse(uri, true), composeViewType);
  }

  /** Whether a text can be put in a panel. */
  isInFront(uri: string): boolean {
    return this.#inFront(uri) !== undefined;
  }

  /** Puts a text in the panel in front on this draft. */
  async insert(uri: string, insertion: ComposeInsertion): Promise<void> {
    await this.#inFront(uri)?.insert(insertion);
  }

  /** Shows a draft in a panel, in place of the editor in front that shows it as text. */
  async show(uri: string): Promise<void> {
    await openInstead(uri, composeViewType);
  }

  /** Shows a draft as text, where its panel is. */
  async showText(uri: string): Promise<void> {
    await this.settle(uri);
    await openInstead(uri, 'default');
  }

  /** Once this returns, what was typed in panels on this draft is in its document. */
  async settle(uri: string): Promise<void> {
    await Promise.all([...this.#open].filter((panel) => panel.uri === uri).map((panel) => panel.settle()));
  }

  #inFront(uri: string): ComposePanel | undefined {
    return [...this.#open].find((panel) => panel.uri === uri && panel.isInFront);
  }

  dispose(): void {
    this.#open.clear();
  }
}

/** The document stays open in the other editor, so closing this one asks nothing and loses nothing. */
async function openInstead(uri: string, editor: string): Promise<void> {
  const group = window.tabGroups.activeTabGroup;
  const before = group.activeTab;
  await commands.executeCommand('vscode.openWith', Uri.parse(uri, true), editor, group.viewColumn);
  const input = before?.input;
  const isOther = editor === 'default' ? input instanceof TabInputCustom : input instanceof TabInputText;
  const shows = input instanceof TabInputCustom || input instanceof TabInputText ? input.uri.toString() : '';
  const stillThere = before && window.tabGroups.all.some(({ tabs }) => tabs.includes(before));
  if (isOther && shows === uri && stillThere) await window.tabGroups.close(before, true);
}
