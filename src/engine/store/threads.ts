/** cache.db: conversations. Rows only; which mails belong together is decided in engine/threads. */
import { referencesOf } from '../threads/references.ts';
import type { Database, Row } from './database.ts';

/** What linking needs to know of a message. */
export interface Linkable {
  readonly row: number;
  /** May be empty. */
  readonly messageId: string;
  /** Message-IDs that it follows, oldest first. */
  readonly references: readonly string[];
  readonly subject: string;
  /** Addresses of sender and recipients, lower case. */
  readonly people: ReadonlySet<string>;
  /** Sort date, ms. */
  readonly date: number;
}

export class ThreadStore {
  readonly #db: Database;

  constructor({ cache }: { cache: Database }) {
    this.#db = cache;
  }

  /** One transaction of the cache. */
  write<T>(change: () => T): T {
    return this.#db.write('thread.link', change);
  }

  /** Looks at some messages below `before`, newest first: those without a thread, and where to go on; null at the end. */
  unlinked(before: number, scan: number): { readonly found: readonly Linkable[]; readonly next: number | null } {
    const rows = this.#db.all(
      `SELECT message.id, ${nameOfMail}, refs, in_reply_to, subject, sender, recipients, sort_date, thread_link.thread AS thread
       FROM message LEFT JOIN thread_link ON thread_link.message = message.id
       WHERE message.id < :before ORDER BY message.id DESC LIMIT :scan`,
      { before, scan },
    );
    const last = rows.at(-1);
    return {
      found: rows.filter((row) => row['thread'] === null).map(toLinkable),
      next: rows.length === scan && last ? Number(last['id']) : null,
    };
  }

  /** Whether every message has a thread. */
  isComplete(): boolean {
    const row = this.#db.get(
      'SELECT (SELECT count(*) FROM message INDEXED BY message_shown) AS messages, (SELECT count(*) FROM thread_link) AS links',
    );
    return row?.['messages'] === row?.['links'];
  }

  /** The thread that knows this Message-ID. */
  byReference(messageId: string): number | undefined {
    const row = this.#db.get('SELECT thread FROM thread_reference WHERE message_id = :messageId', { messageId });
    return row && this.#resolved(Number(row['thread']));
  }

  /** Threads with a message of this base subject, the newest few. */
  bySubject(base: string, limit: number): readonly number[] {
    const rows = this.#db.all(
      'SELECT thread FROM thread_subject WHERE base = :base ORDER BY thread DESC LIMIT :limit',
      { base, limit },
    );
    return [...new Set(rows.map((row) => this.#resolved(Number(row['thread']))))];
  }

  /** Answers that name nothing, of this base subject. */
  orphans(base: string, limit: number): readonly Linkable[] {
    return this.#db
      .all(
        `SELECT message.id, ${nameOfMail}, refs, in_reply_to, subject, sender, recipients, sort_date FROM thread_orphan
         JOIN message ON message.id = thread_orphan.message WHERE base = :base ORDER BY message.id DESC LIMIT :limit`,
        { base, limit },
      )
      .map(toLinkable);
  }

  /** Messages of a thread, newest first. */
  members(thread: number, limit: number): readonly Linkable[] {
    return this.#db
      .all(
        `SELECT message.id, ${nameOfMail}, refs, in_reply_to, subject, sender, recipients, sort_date FROM thread_link
         JOIN message ON message.id = thread_link.message WHERE thread = :thread ORDER BY message.id DESC LIMIT :limit`,
        { thread, limit },
      )
      .map(toLinkable);
  }

  threadOf(row: number): number | undefined {
    const found = this.#db.get('SELECT thread FROM thread_link WHERE message = :row', { row });
    return found && Number(found['thread']);
  }

  /** Inside a write. */
  create(root: string): number {
    return this.#db.run('INSERT INTO thread (root, joined_to, linked) VALUES (:root, 0, 0)', { root }).lastRowId;
  }

  /** Joins two threads to the larger one, which is returned. Inside a write. */
  join(one: number, other: number): number {
    if (one === other) return one;
    const [into, from] = this.#size(one) >= this.#size(other) ? [one, other] : [other, one];
    const root = this.#rootOf(into);
    this.#db.run(
      `UPDATE message SET thread_id = :root WHERE id IN (SELECT message FROM thread_link WHERE thread = :from)`,
      { root, from },
    );
    this.#db.run('UPDATE thread_link SET thread = :into WHERE thread = :from', { into, from });
    this.#db.run('UPDATE thread SET linked = linked + :more WHERE number = :into', { into, more: this.#size(from) });
    this.#db.run('UPDATE thread SET joined_to = :into WHERE number = :from', { into, from });
    return into;
  }

  /** Puts a message into a thread. Inside a write. */
  link(message: Linkable, thread: number): void {
    const root = this.#rootOf(thread);
    this.#db.run('UPDATE message SET thread_id = :root WHERE id = :row AND thread_id <> :root', {
      row: message.row,
      root,
    });
    this.#db.run('INSERT INTO thread_link (message, thread) VALUES (:row, :thread)', { row: message.row, thread });
    this.#db.run('UPDATE thread SET linked = linked + 1 WHERE number = :thread', { thread });
  }

  /** Inside a write. */
  noteReference(messageId: string, thread: number): void {
    this.#db.run('INSERT OR IGNORE INTO thread_reference (message_id, thread) VALUES (:messageId, :thread)', {
      messageId,
      thread,
    });
  }

  /** Inside a write. */
  noteSubject(base: string, thread: number): void {
    this.#db.run('INSERT OR IGNORE INTO thread_subject (base, thread) VALUES (:base, :thread)', { base, thread });
  }

  /** Inside a write. */
  noteOrphan(row: number, base: string): void {
    this.#db.run('INSERT OR IGNORE INTO thread_orphan (message, base) VALUES (:row, :base)', { row, base });
  }

  #resolved(thread: number): number {
    let at = thread;
    for (;;) {
      const row = this.#db.get('SELECT joined_to FROM thread WHERE number = :at', { at });
      const next = Number(row?.['joined_to'] ?? 0);
      if (next === 0) return at;
      at = next;
    }
  }

  #size(thread: number): number {
    return Number(this.#db.get('SELECT linked FROM thread WHERE number = :thread', { thread })?.['linked'] ?? 0);
  }

  #rootOf(thread: number): string {
    return String(this.#db.get('SELECT root FROM thread WHERE number = :thread', { thread })?.['root'] ?? '');
  }
}

/** A mail without a Message-ID has the server's own name for it and its copies, where there is one (RFC 8474 EMAILID). */
const nameOfMail = `CASE WHEN message_id <> '' THEN message_id ELSE coalesce(
  (SELECT '<' || email_id || '@emailid.invalid>' FROM message_object WHERE message_object.message = message.id), '') END AS message_id`;

function toLinkable(row: Row): Linkable {
  return {
    row: Number(row['id']),
    messageId: String(row['message_id']),
    references: referencesOf({ references: String(row['refs']), inReplyTo: String(row['in_reply_to']) }),
    subject: String(row['subject']),
    people: new Set([...addressesIn(row['sender']), ...addressesIn(row['recipients'])]),
    date: Number(row['sort_date']),
  };
}

function addressesIn(column: unknown): readonly string[] {
  const list: unknown = JSON.parse(String(column));
  return Array.isArray(list) ? list.map(({ address }) => String(address).toLowerCase()) : [];
}
