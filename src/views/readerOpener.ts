import type { MessageRow } from '../protocol/records.ts';

export interface ShowOptions {
  /** Keeps its tab. */
  readonly pinned?: boolean;
  /** Leaves the focus in the tree. */
  readonly preserveFocus?: boolean;
  /** Shows it in the tab of this message, which has left. */
  readonly inPlaceOf?: MessageRow;
}

/** What the trees and commands ask of the reader. */
export interface ReaderOpener {
  /** Shows a message: in its tab, else in the preview panel. */
  show(row: MessageRow, options?: ShowOptions): Promise<void>;
  /** The message of the reader in front; undefined when another editor is, or a mail that is a file. */
  current(): MessageRow | undefined;
  /** Closes the tab that shows this message. */
  close(row: MessageRow): void;
}

export type ReaderView = 'mail' | 'text' | 'headers';

/** What commands of the reader itself ask beside that. All of it is about the reader in front. */
export interface ReaderCommands extends ReaderOpener {
  /** Keeps the tab; the next message opens in another. */
  keepOpen(): void;
  /** Shows its mail another way. */
  setView(view: ReaderView): void;
  showSource(): Promise<void>;
  /** What is selected in this message, where the reader in front shows it; else empty. */
  selectedText(row: MessageRow): Promise<string>;
  /** Saves a copy that another editor shows, where the person says. Throws `file.unwritable`. */
  saveCopy(uri: string): Promise<void>;
  /** Shows an .eml file in a reader of its own. Throws `file.missing`, `file.unreadable` for what is no file here. */
  showFile(uri: string): Promise<void>;
}
