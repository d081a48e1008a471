/** cache.db: lists of messages as they are shown. A page is one range of an index; counts of spans read that index alone. */
import { type Address, accountId, type MailboxId, type MessageRow, mailboxId } from '../../protocol/records.ts';
import type { Database, Row } from './database.ts';
import { formatMessageId, type MessageKey } from './messageKey.ts';
import { splitFlags } from './messages.ts';
import { rowIdAt } from './sortDate.ts';

export interface Page {
  readonly limit: number;
  /** Continues below this row. */
  readonly before?: number | undefined;
  /** Bounds of the sort date, ms: from with, to without. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export interface Counts {
  readonly messages: number;
  readonly unread: number;
}

/** A message with what fetching its body needs. */
export interface StoredMessage {
  readonly rowId: number;
  /** Where the server has it now. */
  readonly key: MessageKey;
  readonly path: string;
  readonly row: MessageRow;
}

export class MessageLists {
  readonly #db: Database;

  constructor({ cache }: { cache: Database }) {
    this.#db = cache;
  }

  /** Newest first; `next` continues, undefined at the end. */
  page(
    mailbox: number,
    { limit, before, from, to }: Page,
  ): { readonly rows: readonly MessageRow[]; readonly next: number | undefined } {
    const low = from === undefined ? 0 : rowIdAt(from);
    const high = Math.min(before ?? Number.MAX_SAFE_INTEGER, to === undefined ? Number.MAX_SAFE_INTEGER : rowIdAt(to));
    const found = this.#db.all(
      `${selectMessage} WHERE message.shown_mailbox = :mailbox AND message.id >= :low AND message.id < :high ORDER BY message.id DESC LIMIT :limit`,
      { mailbox, low, high, limit: limit + 1 },
    );
    const rows = found.slice(0, limit);
    return { rows: rows.map(toMessageRow), next: found.length > limit ? Number(rows.at(-1)?.['id']) : undefined };
  }

  counts(mailbox: number, span?: { readonly from: number; readonly to: number }): Counts {
    const row = this.#db.get(
      `SELECT count(*) AS messages, coalesce(sum(shown_unread), 0) AS unread FROM message INDEXED BY message_shown
       WHERE shown_mailbox = :mailbox AND id >= :low AND id < :high`,
      { mailbox, low: span ? rowIdAt(span.from) : 0, high: span ? rowIdAt(span.to) : Number.MAX_SAFE_INTEGER },
    );
    return { messages: Number(row?.['messages']), unread: Number(row?.['unread']) };
  }

  /** The sort date of the oldest message, ms. */
  oldest(mailbox: number): number | undefined {
    const row = this.#db.get('SELECT sort_date FROM message WHERE shown_mailbox = :mailbox ORDER BY id LIMIT 1', {
      mailbox,
    });
    return row && Number(row['sort_date']);
  }

  /** Unread messages as they are shown, the oldest first, as far as the journal needs them. */
  unread(
    mailbox: number,
    limit: number,
  ): readonly { readonly key: MessageKey; readonly messageId: string; readonly size: number }[] {
    return this.#db.all(selectUnread, { mailbox, limit }).map((row) => ({
      key: keyOf(row),
      messageId: String(row['message_id']),
      size: Number(row['size']),
    }));
  }

  /** What is marked \\Deleted on a server that can't remove single messages, so that it is shown nowhere; newest first. */
  marked(mailbox: number, limit: number): readonly MessageRow[] {
    return this.#db
      .all(`${selectTruth} WHERE ${isMarked} ORDER BY message.id DESC LIMIT :limit`, { mailbox, limit })
      .map(toMessageRow);
  }

  countMarked(mailbox: number): number {
    return Number(this.#db.get(`SELECT count(*) AS n FROM message WHERE ${isMarked}`, { mailbox })?.['n']);
  }

  /** The message that the server has under this name. */
  find(key: MessageKey): StoredMessage | undefined {
    const row = this.#db.get(
      `${selectMessage} WHERE truth.id = :mailbox AND message.uid_validity = :uidValidity AND message.uid = :uid`,
      { mailbox: key.mailbox, uidValidity: key.uidValidity, uid: key.uid },
    );
    return row && toStored(row);
  }

  /** Rows by their row ids; those that are shown nowhere are left out. */
  byRowIds(rowIds: readonly number[]): ReadonlyMap<number, MessageRow> {
    const found = this.#db.all(`${selectMessage} WHERE message.id IN (SELECT value FROM json_each(:rowIds))`, {
      rowIds: JSON.stringify(rowIds),
    });
    return new Map(found.map((row) => [Number(row['id']), toMessageRow(row)]));
  }

  /** An account's messages with one of these Message-IDs, in whatever mailboxes. */
  withMessageIds(account: string, messageIds: readonly string[]): readonly StoredMessage[] {
    return messageIds.flatMap((messageId) =>
      this.#db
        .all(`${selectMessage} WHERE message.message_id = :messageId AND shown.account = :account`, {
          messageId,
          account,
        })
        .map(toStored),
    );
  }

  /** Messages whose sender, recipients or subject hold all words, newest first. */
  search(
    words: readonly string[],
    limit: number,
    scope: { readonly account?: string | undefined; readonly mailbox?: MailboxId | undefined },
  ): readonly MessageRow[] {
    const conditions = words.map((_, index) => `message.search_text LIKE :word${index} ESCAPE '!'`);
    const values: Record<string, string | number> = Object.fromEntries(
      words.map((word, index) => [`word${index}`, `%${escapeLike(word)}%`]),
    );
    if (scope.mailbox !== undefined) conditions.push('shown.id = :mailbox');
    if (scope.account !== undefined) conditions.push('shown.account = :account');
    for (const name of ['mailbox', 'account'] as const) if (scope[name] !== undefined) values[name] = scope[name];
    return this.#db
      .all(`${selectMessage} WHERE ${conditions.join(' AND ')} ORDER BY message.id DESC LIMIT :limit`, {
        ...values,
        limit,
      })
      .map(toMessageRow);
  }
}

/** The join leaves out what is shown nowhere. */
export const selectMessage = `
  SELECT message.*, shown.id AS shown_id, shown.account AS account, truth.id AS truth_id, truth.path AS truth_path
  FROM message JOIN mailbox AS shown ON shown.number = message.shown_mailbox JOIN mailbox AS truth ON truth.number = message.mailbox`;

/** Messages where the server has them, shown or not. */
const selectTruth = `
  SELECT message.*, shown.id AS shown_id, shown.account AS account, shown.id AS truth_id, shown.path AS truth_path
  FROM message JOIN mailbox AS shown ON shown.number = message.mailbox`;

/** Hidden ones are few, and `shown_mailbox` leads the index that finds them. */
const isMarked = `message.shown_mailbox = 0 AND message.mailbox = :mailbox AND ' ' || message.flags || ' ' LIKE '% \\Deleted %'`;

const selectUnread = `
  SELECT truth.id AS truth_id, message.uid_validity, message.uid, message.message_id, message.size
  FROM message JOIN mailbox AS truth ON truth.number = message.mailbox
  WHERE message.shown_mailbox = :mailbox AND message.shown_unread = 1 ORDER BY message.id LIMIT :limit`;

function keyOf(row: Row): MessageKey {
  return {
    mailbox: mailboxId.parse(row['truth_id']),
    uidValidity: Number(row['uid_validity']),
    uid: Number(row['uid']),
  };
}

function toStored(row: Row): StoredMessage {
  const key = keyOf(row);
  return { rowId: Number(row['id']), key, path: String(row['truth_path']), row: toMessageRow(row) };
}

export function toMessageRow(row: Row): MessageRow {
  const account = accountId.parse(row['account']);
  const key = keyOf(row);
  return {
    id: formatMessageId(account, key),
    account,
    mailbox: mailboxId.parse(row['shown_id']),
    uid: key.uid,
    messageId: String(row['message_id']),
    from: addresses(row['sender']),
    to: addresses(row['recipients']),
    subject: String(row['subject']),
    date: Number(row['sort_date']),
    flags: splitFlags(String(row['shown_flags'])),
    size: Number(row['size']),
    hasAttachment: row['has_attachment'] === 1,
    threadId: String(row['thread_id']),
  };
}

function addresses(column: unknown): readonly Address[] {
  const list: unknown = JSON.parse(String(column));
  return Array.isArray(list) ? list.map((entry) => ({ name: String(entry.name), address: String(entry.address) })) : [];
}

function escapeLike(text: string): string {
  return text.replace(/[!%_]/g, '!$&');
}
