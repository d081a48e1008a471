import { MailError } from '../../base/errors.ts';
import { appendMessage } from '../../mail/imap/append.ts';
import type { ImapConnection } from '../../mail/imap/connection.ts';
import { fetchList } from '../../mail/imap/fetchList.ts';
import { fetchSources } from '../../mail/imap/fetchSources.ts';
import { storeFlags } from '../../mail/imap/store.ts';
import { uidExpunge } from '../../mail/imap/uidExpunge.ts';
import { bytesSource } from '../../mail/mime/byteSource.ts';
import { type ReadMessage, readMessage } from '../../mail/mime/read.ts';
import { remoteDraftMaxBytes } from './limits.ts';

/** A message of a Drafts mailbox, as far as the listing tells. */
export interface ListedDraft {
  readonly uid: number;
  readonly messageId: string;
  readonly subject: string;
}

/** The Drafts mailbox of an account, selected, for the time of one task. */
export class DraftMailbox {
  readonly #connection: ImapConnection;
  readonly #path: string;
  readonly uidValidity: number;

  private constructor(connection: ImapConnection, path: string, uidValidity: number) {
    this.#connection = connection;
    this.#path = path;
    this.uidValidity = uidValidity;
  }

  static async open(connection: ImapConnection, path: string): Promise<DraftMailbox> {
    const { uidValidity } = await connection.select(path);
    return new DraftMailbox(connection, path, uidValidity);
  }

  /** Messages from this UID on that are not marked to be deleted, in the order of their UIDs. */
  async list(from: number): Promise<readonly ListedDraft[]> {
    const found: ListedDraft[] = [];
    await fetchList(this.#connection, { set: `${from}:*`, by: 'uid' }, ({ uid, envelope, flags }) => {
      if (uid < from || flags.includes('\\Deleted')) return; // RFC 9051 §9: `n:*` holds the last message whatever n is.
      found.push({ uid, messageId: envelope?.messageId ?? '', subject: envelope?.subject ?? '' });
    });
    return found.toSorted((a, b) => a.uid - b.uid);
  }

  async read(uid: number): Promise<ReadMessage | undefined> {
    const sources = await fetchSources(this.#connection, [uid], { maxBytes: remoteDraftMaxBytes });
    const bytes = sources.get(uid);
    return bytes && readMessage(bytesSource(bytes));
  }

  /** Stores a copy; its UID. Throws `mailbox.overQuota`, `mailbox.refused`, `mailbox.gone`. */
  async append(bytes: Uint8Array, messageId: string): Promise<number> {
    const { uid } = await appendMessage(this.#connection, this.#path, { bytes, flags: ['\\Draft', '\\Seen'] });
    if (uid > 0) return uid;
    // Without UIDPLUS the server does not say; the newest with this Message-ID is it.
    await this.#connection.select(this.#path);
    const there = (await this.list(1)).findLast((each) => each.messageId === messageId);
    if (!there) throw new MailError('mailbox.refused', { data: { serverSaid: 'no copy' } });
    return there.uid;
  }

  /** Takes messages of ours away; where the server has no UIDPLUS they stay, marked, and are shown nowhere. */
  async remove(uids: readonly number[]): Promise<void> {
    if (uids.length === 0) return;
    await storeFlags(this.#connection, uids, { add: ['\\Deleted'], remove: [] });
    if (this.#connection.has('UIDPLUS')) await uidExpunge(this.#connection, uids);
  }
}
