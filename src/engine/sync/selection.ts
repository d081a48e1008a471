/** The mailbox that one operation after the other works in. */
import type { ImapConnection, SelectedMailbox } from '../../mail/imap/connection.ts';

export class Selection {
  readonly #connection: ImapConnection;
  #selected: SelectedMailbox | undefined;

  constructor(connection: ImapConnection) {
    this.#connection = connection;
  }

  /**
   * Selects a mailbox, unless this selected it last and the server has spoken of no change since: for each SELECT a server
   * may read the whole folder anew, which takes it as long as storing flags of a thousand messages.
   */
  async of(path: string): Promise<SelectedMailbox> {
    const kept = this.#selected;
    const isAsItWas = kept === this.#connection.selected && this.#connection.isUnchanged;
    if (kept?.path === path && isAsItWas) return kept;
    this.#selected = await this.#connection.select(path);
    return this.#selected;
  }
}
