import type { Database, Row } from './database.ts';
import { type Digest, digestOf, fieldLines } from './digest.ts';

/** How much of a digest a row brings along. */
export type DigestDepth = 'none' | 'keys' | 'header';

/** A message as SEARCH, SORT and THREAD look at it; of the digest what was asked for. */
export interface SearchedRow extends Omit<Digest, 'body'> {
  readonly uid: number;
  readonly modSeq: number;
  /** With a blank on both sides of each. */
  readonly flags: string;
  readonly internalDate: number;
  readonly size: number;
  readonly contentId: number;
}

/** Messages of a mailbox by UID, both ends with. */
export interface UidRange {
  readonly first: number;
  readonly last: number;
}

/** Where a text is looked for. */
export type TextField = 'header' | 'body' | 'both';

const keyColumns = 'sent_at, sent_day, subject, is_reply, sort_from, sort_to, sort_cc, message_id, refs';
const taken: { readonly [depth in DigestDepth]: string } = {
  none: '',
  keys: `, ${keyColumns}`,
  header: `, ${keyColumns}, header, stamp`,
};
/** The index knows three characters and more. */
const indexedMinChars = 3;

/** Digests of contents. All that changes runs inside {@link Database.write}. */
export class DigestStore {
  readonly #db: Database;
  /** By mailbox: every message up to this UID has its digest. None is lost as long as there is the message. */
  readonly #ready = new Map<number, number>();

  constructor({ db }: { db: Database }) {
    this.#db = db;
  }

  /** The UID up to which every message of the mailbox has its digest, as far as is known. */
  readyTo(mailboxId: number): number {
    return this.#ready.get(mailboxId) ?? 0;
  }

  /** Makes the digests that are missing between {@link readyTo} and `last`. */
  fill(mailboxId: number, last: number): void {
    const first = this.readyTo(mailboxId) + 1;
    const missing = this.#db.all(
      `SELECT DISTINCT content.id AS id, bytes FROM message JOIN content ON content.id = message.content_id
       LEFT JOIN content_digest ON content_digest.content_id = content.id
       WHERE mailbox_id = :mailboxId AND uid BETWEEN :first AND :last AND content_digest.content_id IS NULL`,
      { mailboxId, first, last },
    );
    for (const { id, bytes } of missing) {
      if (bytes instanceof Uint8Array) this.#insert(Number(id), digestOf(bytes));
    }
    this.#db.afterCommit(() => this.#ready.set(mailboxId, last));
  }

  /** Messages of `uids`, which ascend; those that have a digest where one is asked for. */
  rows(mailboxId: number, uids: readonly number[], depth: DigestDepth): SearchedRow[] {
    const [first = 0, last = 0] = [uids[0], uids.at(-1)];
    const isSparse = last - first > uids.length * 4;
    const chosen = isSparse ? 'uid IN (SELECT value FROM json_each(:uids))' : 'uid BETWEEN :first AND :last';
    const rows = this.#db.all(
      `SELECT uid, mod_seq, flags, internal_date, size, message.content_id AS content_id${taken[depth]}
       FROM message ${depth === 'none' ? '' : 'JOIN content_digest USING (content_id)'}
       WHERE mailbox_id = :mailboxId AND ${chosen} ORDER BY uid`,
      { mailboxId, ...(isSparse ? { uids: JSON.stringify(uids) } : { first, last }) },
    );
    return rows.map(toRow);
  }

  /** Whether {@link indexedUids} can find this text. */
  isIndexed(text: string): boolean {
    return [...text].length >= indexedMinChars && !text.includes('\0');
  }

  /** UIDs of messages with the text, which is folded, by the index: of all mailboxes in one look, so for large ones. */
  indexedUids(mailboxId: number, field: TextField, text: string): number[] {
    const phrase = `"${text.replaceAll('"', '""')}"`;
    const query = field === 'both' ? phrase : `${field} : ${phrase}`;
    return this.#uids(
      `content_id IN (SELECT rowid FROM content_text WHERE content_text MATCH :query)`,
      { mailboxId, query, first: 1, last: Number.MAX_SAFE_INTEGER },
      field,
      text,
    );
  }

  /** The same by looking into each message of a range. */
  lookedUpUids(mailboxId: number, { first, last }: UidRange, field: TextField, text: string): number[] {
    const holds = (column: string) => `instr(CAST(content_digest.${column} AS BLOB), CAST(:text AS BLOB)) > 0`;
    const found = field === 'both' ? `${holds('header')} OR ${holds('body')}` : holds(field);
    return this.#uids(
      `EXISTS (SELECT 1 FROM content_digest WHERE content_id = message.content_id AND (${found}))`,
      { mailboxId, text, first, last },
      field,
      text,
    );
  }

  /** A stamp is part of the header, beside the content. */
  #uids(found: string, parameters: { [name: string]: string | number }, field: TextField, text: string): number[] {
    const stamped = field === 'body' ? '' : `OR (stamp <> x'' AND instr(upper(CAST(stamp AS TEXT)), :stamped) > 0)`;
    const rows = this.#db.all(
      `SELECT uid FROM message WHERE mailbox_id = :mailboxId AND uid BETWEEN :first AND :last
       AND (${found} ${stamped}) ORDER BY uid`,
      { ...parameters, ...(field === 'body' ? {} : { stamped: text }) },
    );
    return rows.map((row) => Number(row['uid']));
  }

  #insert(id: number, digest: Digest): void {
    this.#db.run(
      `INSERT INTO content_digest (content_id, ${keyColumns}, header, body)
       VALUES (:id, :sentAt, :sentDay, :subject, :isReply, :from, :to, :cc, :messageId, :references, :header, :body)`,
      { id, ...digest, isReply: digest.isReply ? 1 : 0 },
    );
    // FTS5 reads up to a NUL.
    const text = (value: string) => value.replaceAll('\0', '\n');
    this.#db.run('INSERT INTO content_text (rowid, header, body) VALUES (:id, :header, :body)', {
      id,
      header: text(digest.header),
      body: text(digest.body),
    });
  }
}

function toRow(row: Row): SearchedRow {
  const stamp = row['stamp'];
  const header = textOf(row['header']);
  return {
    uid: Number(row['uid']),
    modSeq: Number(row['mod_seq']),
    flags: textOf(row['flags']),
    internalDate: Number(row['internal_date']),
    size: Number(row['size']),
    contentId: Number(row['content_id']),
    sentAt: numberOf(row['sent_at']),
    sentDay: numberOf(row['sent_day']),
    subject: textOf(row['subject']),
    isReply: row['is_reply'] === 1,
    from: textOf(row['sort_from']),
    to: textOf(row['sort_to']),
    cc: textOf(row['sort_cc']),
    messageId: textOf(row['message_id']),
    references: textOf(row['refs']),
    header: stamp instanceof Uint8Array && stamp.length > 0 ? `${stampLines(stamp)}\n${header}` : header,
  };
}

function stampLines(stamp: Uint8Array): string {
  const unfolded = Buffer.from(stamp)
    .toString('latin1')
    .replace(/\r\n(?=[ \t])/g, '');
  const fields = unfolded.split('\r\n').map((line) => {
    const colon = line.indexOf(':');
    return { name: line.slice(0, colon), raw: line.slice(colon + 1).trim() };
  });
  return fieldLines(fields.filter(({ name }) => name !== ''));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
