import { ThemeIcon, ViewColumn, type WebviewPanel, type WebviewPanelSerializer, window } from 'vscode';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import { messageGet } from '../protocol/methods/messageGet.ts';
import { type MailboxId, type MessageRow, messageId } from '../protocol/records.ts';
import { readerState } from '../protocol/views/reader.ts';
import { readerTexts } from '../texts/reader.ts';
import { hasFlag, isUnread } from './messageText.ts';
import { saveCopy } from './readerAttachments.ts';
import type { ReaderCommands, ReaderView, ShowOptions } from './readerOpener.ts';
import { ReaderPanel, type ReaderPanelDeps } from './readerPanel.ts';

/** The panel's type, as the manifest and saved tabs know it. */
export const readerViewType = 'mailroom.reader';

export type ReaderDeps = Omit<ReaderPanelDeps, 'openFile' | 'folder'>;

/**
 * The readers of a window: one preview panel whose message is swapped, those that were kept open, and those that show
 * files. Restores tabs after a restart, and tells the editor what the reader in front shows (`when` keys).
 */
export class Readers implements ReaderCommands, WebviewPanelSerializer, Disposable {
  readonly #deps: ReaderPanelDeps;
  readonly #open = new Set<ReaderPanel>();
  readonly #resources = new DisposableList();
  readonly #keys = new Map<string, unknown>();

  constructor(deps: ReaderDeps) {
    this.#deps = { ...deps, openFile: (uri) => this.showFile(uri), folder: { last: undefined } };
    this.#resources.add(deps.engine.on('messagesChanged', ({ mailbox }) => void this.#refresh(mailbox)));
    this.#resources.add(
      deps.engine.on('outboxChanged', ({ id }) => {
        for (const reader of this.#open) void reader.refreshStory(id);
      }),
    );
  }

  async show(row: MessageRow, { pinned = false, preserveFocus = false, inPlaceOf }: ShowOptions = {}): Promise<void> {
    const showing = this.#find((reader) => reader.row?.id === row.id);
    const left = inPlaceOf && this.#find((reader) => reader.row?.id === inPlaceOf.id);
    // One that comes back after a restart has no row yet: its own message would take the place of this one.
    const free = () => this.#find((reader) => !reader.pinned && reader.row !== undefined);
    const reader = left ?? showing ?? free() ?? this.#create({ column: ViewColumn.Active, preserveFocus });
    if (pinned) reader.pinned = true;
    reader.reveal(preserveFocus);
    if (reader.row?.id !== row.id) await reader.load({ row });
    this.#showKeys();
  }

  async showFile(uri: string): Promise<void> {
    const path = await this.#deps.files.localPath(uri);
    const showing = this.#find((reader) => reader.file?.path === path);
    const reader = showing ?? this.#create({ column: ViewColumn.Active, preserveFocus: false });
    reader.reveal(false);
    await reader.load({ file: { path } });
  }

  current(): MessageRow | undefined {
    return this.#active()?.row;
  }

  close(row: MessageRow): void {
    for (const reader of [...this.#open]) if (reader.row?.id === row.id) reader.close();
  }

  keepOpen(): void {
    const reader = this.#active();
    if (reader) reader.pinned = true;
    this.#showKeys();
  }

  setView(view: ReaderView): void {
    this.#active()?.setView(view);
  }

  async showSource(): Promise<void> {
    await this.#active()?.showSource();
  }

  async selectedText(row: MessageRow): Promise<string> {
    const reader = this.#active();
    return reader?.row?.id === row.id ? reader.selectedText() : '';
  }

  async saveCopy(uri: string): Promise<void> {
    await saveCopy(this.#deps, uri);
  }

  async deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const reader = this.#adopt(panel);
    try {
      const { id, pinned = true } = readerState.parse(state);
      reader.pinned = pinned;
      await reader.restore(messageId.parse(id));
    } catch {
      panel.dispose(); // A tab of an older form, or a file: there is nothing to show in it.
    }
  }

  dispose(): void {
    this.#resources.dispose();
    for (const reader of [...this.#open]) reader.close();
  }

  #active(): ReaderPanel | undefined {
    return this.#find((reader) => reader.active);
  }

  #find(wanted: (reader: ReaderPanel) => boolean): ReaderPanel | undefined {
    return [...this.#open].find(wanted);
  }

  #create({ column, preserveFocus }: { column: ViewColumn; preserveFocus: boolean }): ReaderPanel {
    const title = this.#deps.t(readerTexts.preview);
    const panel = window.createWebviewPanel(readerViewType, title, { viewColumn: column, preserveFocus }, {});
    return this.#adopt(panel);
  }

  #adopt(panel: WebviewPanel): ReaderPanel {
    panel.iconPath = new ThemeIcon('mail');
    const reader = new ReaderPanel(panel, this.#deps, {
      closed: () => this.#open.delete(reader),
      changed: () => this.#showKeys(),
    });
    this.#open.add(reader);
    return reader;
  }

  /** Flags may have changed, here or elsewhere: what acts on a reader acts on the row as it is now. */
  async #refresh(mailbox: MailboxId): Promise<void> {
    const shown = [...this.#open].filter(({ row }) => row?.mailbox === mailbox);
    const ids = shown.flatMap(({ row }) => row?.id ?? []);
    if (ids.length === 0) return;
    const { engine } = this.#deps;
    const { rows } = await engine.call(messageGet, { ids }).catch(() => ({ rows: [] })); // The next change asks again.
    for (const reader of shown) reader.row = rows.find(({ id }) => id === reader.row?.id) ?? reader.row;
    this.#showKeys();
  }

  #showKeys(): void {
    const reader = this.#active();
    const row = reader?.row;
    this.#setKey('readerActive', row !== undefined);
    this.#setKey('readerFocused', reader?.focused ?? false);
    this.#setKey('readerPinned', reader?.pinned ?? false);
    this.#setKey('readerView', reader?.view ?? '');
    this.#setKey('readerFlagged', row !== undefined && hasFlag(row, '\\Flagged'));
    this.#setKey('readerUnread', row !== undefined && isUnread(row));
  }

  #setKey(name: string, value: unknown): void {
    if (this.#keys.get(name) === value) return;
    this.#keys.set(name, value);
    void this.#deps.editor.setContext(`mailroom.${name}`, value);
  }
}
