import type { Database, Row } from './database.ts';
import { type Digest, digestOf, fieldLines } from './digest.ts';

/** How much of a digest a row brings along. */
export type DigestDepth = 'none' | 'keys' | 'header' | 'body';

/** A message as SEARCH, SORT and THREAD look at it; of the digest what was asked for. */
export interface SearchedRow extends Digest {
  readonly uid: number;
  readonly modSeq: number;
  /** With a blank on both sides of each. */
  readonly flags: string;
  readonly internalDate: number;
  readonly size: number;
  readonly contentId: number;
}

const keyColumns = 'sent_at, sent_day, subject, is_reply, sort_from, sort_to, sort_cc, message_id, refs';
const taken: { readonly [depth in DigestDepth]: string } = {
  none: '',
  keys: keyColumns,
  header: `${keyColumns}, header, stamp`,
  body: `${keyColumns}, header, stamp, content_digest.body AS body`,
};

/** Digests of contents. All that changes runs inside {@link Database.write}. */
export class DigestStore {
  readonly #db: Database;

  constructor({ db }: { db: Database }) {
    this.#db = db;
  }

  /** Messages with UIDs from `first` to `last`, ascending; null when some of them have no digest yet. */
  rows(mailboxId: number, first: number, last: number, depth: DigestDepth): SearchedRow[] | null {
    const joined = depth === 'none' ? '' : 'LEFT JOIN content_digest USING (content_id)';
    const more = depth === 'none' ? '' : `, subject IS NULL AS missing, ${taken[depth]}`;
    const rows = this.#db.all(
      `SELECT uid, mod_seq, flags, internal_date, size, message.content_id AS content_id${more}
       FROM message ${joined} WHERE mailbox_id = :mailboxId AND uid BETWEEN :first AND :last ORDER BY uid`,
      { mailboxId, first, last },
    );
    return rows.some((row) => row['missing'] === 1) ? null : rows.map(toRow);
  }

  /** Makes the digests that are missing of the messages with UIDs from `first` to `last`. */
  fill(mailboxId: number, first: number, last: number): void {
    const missing = this.#db.all(
      `SELECT DISTINCT content.id AS id, bytes FROM message JOIN content ON content.id = message.content_id
       LEFT JOIN content_digest ON content_digest.content_id = content.id
       WHERE mailbox_id = :mailboxId AND uid BETWEEN :first AND :last AND content_digest.content_id IS NULL`,
      { mailboxId, first, last },
    );
    for (const { id, bytes } of missing) {
      if (bytes instanceof Uint8Array) this.#insert(Number(id), digestOf(bytes));
    }
  }

  #insert(id: number, digest: Digest): void {
    this.#db.run(
      `INSERT INTO content_digest (content_id, ${keyColumns}, header, body)
       VALUES (:id, :sentAt, :sentDay, :subject, :isReply, :from, :to, :cc, :messageId, :references, :header, :body)`,
      { id, ...digest, isReply: digest.isReply ? 1 : 0 },
    );
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
    body: textOf(row['body']),
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
