/** cache.db: messages whose text is to be here before somebody asks for it. */
import type { Database } from './database.ts';
import type { MailboxState } from './mailboxState.ts';
import { perSecond } from './sortDate.ts';

export interface WantedText {
  readonly rowId: number;
  readonly uid: number;
  readonly uidValidity: number;
  readonly size: number;
  readonly hasAttachment: boolean;
  /** Ms. */
  readonly sortDate: number;
}

export interface WantedRange {
  /** Sort date from which on, ms. */
  readonly since: number;
  /** Row id before which; the newest come first. */
  readonly before: number;
  readonly maxBytes: number;
  readonly limit: number;
}

export class WantedTexts {
  readonly #db: Database;

  constructor({ cache }: { readonly cache: Database }) {
    this.#db = cache;
  }

  /** Messages of a mailbox whose source is not here, the newest first. */
  of({ number }: Pick<MailboxState, 'number'>, { since, before, maxBytes, limit }: WantedRange): readonly WantedText[] {
    const rows = this.#db.all(
      `SELECT message.id, uid, uid_validity, message.size, sort_date, has_attachment FROM message LEFT JOIN body ON body.message = message.id
       WHERE shown_mailbox = :number AND mailbox = :number AND message.id >= :from AND message.id < :before
         AND message.size <= :maxBytes AND body.message IS NULL
       ORDER BY message.id DESC LIMIT :limit`,
      { number, from: Math.max(0, Math.floor(since / 1_000)) * perSecond, before, maxBytes, limit },
    );
    return rows.map((row) => ({
      rowId: Number(row['id']),
      uid: Number(row['uid']),
      uidValidity: Number(row['uid_validity']),
      size: Number(row['size']),
      hasAttachment: row['has_attachment'] === 1,
      sortDate: Number(row['sort_date']),
    }));
  }

  /** Bytes of all sources that are here. */
  storedBytes(): number {
    return Number(this.#db.get('SELECT coalesce(sum(size), 0) AS bytes FROM body')?.['bytes']);
  }
}
