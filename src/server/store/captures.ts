import { assert } from '../../base/assert.ts';
import type { MailSummary } from '../sandbox/mailSummary.ts';
import type { Database, Row } from './database.ts';

/** A mail that the sandbox caught. */
export interface CapturedMail {
  readonly id: string;
  /** Rises with each mail that comes; newest is highest. */
  readonly number: number;
  /** Where its message lies. */
  readonly mailboxId: number;
  readonly uid: number;
  /** Envelope sender; empty for a bounce. */
  readonly returnPath: string;
  /** Of the envelope, in the order of RCPT. */
  readonly recipients: readonly string[];
  readonly receivedAt: number;
  /** Bytes of the message as it is stored. */
  readonly size: number;
  readonly isRead: boolean;
  readonly tags: readonly string[];
  readonly summary: MailSummary;
  /** Lower case. */
  readonly searchText: string;
}

export interface NewCapture {
  readonly id: string;
  readonly mailboxId: number;
  readonly uid: number;
  readonly returnPath: string;
  readonly recipients: readonly string[];
  readonly receivedAt: number;
  readonly tags: readonly string[];
  readonly summary: MailSummary;
  readonly searchText: string;
}

const columns = `capture.number, capture.id, capture.received_at, capture.return_path, capture.recipients, capture.summary,
  capture.search_text, message.mailbox_id, message.uid, message.size, message.flags,
  (SELECT json_group_array(tag) FROM capture_tag WHERE capture_tag.number = capture.number) AS tags`;
const joined = 'FROM capture JOIN message ON message.id = capture.message_id';

/** Captured mails, newest first. All that changes runs inside {@link Database.write}. */
export class CaptureStore {
  readonly #db: Database;

  constructor({ db }: { readonly db: Database }) {
    this.#db = db;
  }

  counts(): { readonly total: number; readonly unread: number } {
    const row = this.#db.get(
      `SELECT count(*) AS total, coalesce(sum(instr(message.flags, ' \\Seen ') = 0), 0) AS unread ${joined}`,
    );
    return { total: Number(row?.['total'] ?? 0), unread: Number(row?.['unread'] ?? 0) };
  }

  page(start: number, limit: number): CapturedMail[] {
    const sql = `SELECT ${columns} ${joined} ORDER BY capture.number DESC LIMIT :limit OFFSET :start`;
    return this.#db.all(sql, { limit, start }).map(toMail);
  }

  /** Bytes of all of them, as they are stored. */
  totalSize(): number {
    return Number(this.#db.get(`SELECT coalesce(sum(message.size), 0) AS size ${joined}`)?.['size'] ?? 0);
  }

  /** The message as it was sent, without what delivery wrote above it. */
  content(number: number): Uint8Array | undefined {
    const sql = `SELECT content.bytes AS bytes ${joined} JOIN content ON content.id = message.content_id
      WHERE capture.number = :number`;
    const bytes = this.#db.get(sql, { number })?.['bytes'];
    return bytes instanceof Uint8Array ? bytes : undefined;
  }

  /** The next older ones below `number`, for who looks through all of them. */
  before(number: number, limit: number): CapturedMail[] {
    const sql = `SELECT ${columns} ${joined} WHERE capture.number < :number ORDER BY capture.number DESC LIMIT :limit`;
    return this.#db.all(sql, { number, limit }).map(toMail);
  }

  find(id: string): CapturedMail | undefined {
    const row = this.#db.get(`SELECT ${columns} ${joined} WHERE capture.id = :id`, { id });
    return row && toMail(row);
  }

  /** Beyond the newest `keep`, and those that came before `since`; oldest first, at most `limit`. */
  outdated(keep: number, since: number, limit: number): CapturedMail[] {
    const sql = `SELECT ${columns} ${joined} WHERE capture.received_at < :since OR capture.number <=
        coalesce((SELECT number FROM capture ORDER BY number DESC LIMIT 1 OFFSET :keep), 0)
      ORDER BY capture.number LIMIT :limit`;
    return this.#db.all(sql, { keep, since, limit }).map(toMail);
  }

  add({ mailboxId, uid, recipients, summary, tags, ...capture }: NewCapture): void {
    const message = this.#db.get('SELECT id FROM message WHERE mailbox_id = :mailboxId AND uid = :uid', {
      mailboxId,
      uid,
    });
    assert(message, 'a capture has a message');
    const number = this.#db.run(
      `INSERT INTO capture (id, message_id, received_at, return_path, recipients, summary, search_text)
       VALUES (:id, :messageId, :receivedAt, :returnPath, :recipients, :summary, :searchText)`,
      {
        ...capture,
        messageId: Number(message['id']),
        recipients: JSON.stringify(recipients),
        summary: JSON.stringify(summary),
      },
    );
    this.#tag(number, tags);
  }

  /** Replaces the tags of a mail. */
  setTags(number: number, tags: readonly string[]): void {
    this.#db.run('DELETE FROM capture_tag WHERE number = :number', { number });
    this.#tag(number, tags);
  }

  /** Each tag in use and how many mails have it, by name. */
  tags(): { readonly tag: string; readonly count: number }[] {
    const rows = this.#db.all('SELECT tag, count(*) AS count FROM capture_tag GROUP BY tag ORDER BY tag');
    return rows.map((row) => ({ tag: String(row['tag']), count: Number(row['count']) }));
  }

  renameTag(tag: string, to: string): void {
    this.#db.run(
      'INSERT OR IGNORE INTO capture_tag (number, tag) SELECT number, :to FROM capture_tag WHERE tag = :tag',
      {
        tag,
        to,
      },
    );
    if (tag !== to) this.removeTag(tag);
  }

  removeTag(tag: string): void {
    this.#db.run('DELETE FROM capture_tag WHERE tag = :tag', { tag });
  }

  /** A choice of the sandbox as JSON; undefined: never made. */
  choice(name: string): unknown {
    const value = this.#db.get('SELECT value FROM sandbox_choice WHERE name = :name', { name })?.['value'];
    return value === undefined ? undefined : JSON.parse(String(value));
  }

  choose(name: string, value: unknown): void {
    this.#db.run('INSERT OR REPLACE INTO sandbox_choice (name, value) VALUES (:name, :value)', {
      name,
      value: JSON.stringify(value),
    });
  }

  #tag(number: number, tags: readonly string[]): void {
    for (const tag of tags)
      this.#db.run('INSERT OR IGNORE INTO capture_tag (number, tag) VALUES (:number, :tag)', { number, tag });
  }
}

function toMail(row: Row): CapturedMail {
  const text = (name: string) => String(row[name]);
  const number = (name: string) => Number(row[name]);
  // Written by `add` alone, from these very types.
  const recipients: readonly string[] = JSON.parse(text('recipients'));
  const tags: readonly string[] = JSON.parse(text('tags'));
  const summary: MailSummary = JSON.parse(text('summary'));
  return {
    id: text('id'),
    number: number('number'),
    mailboxId: number('mailbox_id'),
    uid: number('uid'),
    returnPath: text('return_path'),
    recipients,
    receivedAt: number('received_at'),
    size: number('size'),
    isRead: text('flags').includes(' \\Seen '),
    tags,
    summary,
    searchText: text('search_text'),
  };
}
