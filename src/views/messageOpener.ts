import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/dispose.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import { messageFlag } from '../protocol/methods/messageFlag.ts';
import type { MessageRow } from '../protocol/records.ts';
import { isUnread } from './messageText.ts';
import type { ReaderOpener, ShowOptions } from './readerOpener.ts';

export interface MessageOpenerOptions {
  readonly engine: EngineCaller;
  readonly reader: ReaderOpener;
  readonly clock: Clock;
  readonly markReadAfterSeconds: () => number;
}

/** Two clicks on a row within this are a double click, ms. Trees tell only single ones. */
const doubleClickMs = 400;

/** Opens messages in the reader: preview at the first click, pinned at the second; counts them as read after a while. */
export class MessageOpener implements Disposable {
  readonly #options: MessageOpenerOptions;
  #lastClick: { readonly id: string; readonly at: number } | undefined;
  #reading: Disposable | undefined;

  constructor(options: MessageOpenerOptions) {
    this.#options = options;
  }

  /** A click on a row. */
  async click(row: MessageRow): Promise<void> {
    const at = this.#options.clock.now();
    const second = this.#lastClick?.id === row.id && at - this.#lastClick.at <= doubleClickMs;
    this.#lastClick = { id: row.id, at };
    await this.open(row, { pinned: second, preserveFocus: !second });
  }

  async open(row: MessageRow, options: ShowOptions): Promise<void> {
    await this.#options.reader.show(row, options);
    this.#shown(row);
  }

  /** What a person marks as unread while it is shown stays so. */
  leaveUnread(): void {
    this.#reading?.dispose();
  }

  /** A message on the screen counts as read after a while. */
  #shown(row: MessageRow): void {
    const { clock, markReadAfterSeconds } = this.#options;
    this.#reading?.dispose();
    const seconds = markReadAfterSeconds();
    if (seconds < 0 || !isUnread(row)) return;
    this.#reading = clock.after(seconds * 1_000, () => this.#read(row));
  }

  dispose(): void {
    this.#reading?.dispose();
  }

  /** Only what is still shown was read. Failing is no news: the message just stays unread. */
  #read(row: MessageRow): void {
    const { engine, reader } = this.#options;
    if (reader.current()?.id !== row.id) return;
    engine.call(messageFlag, { ids: [row.id], add: ['\\Seen'], remove: [] }).catch(() => {}); // As said above.
  }
}
