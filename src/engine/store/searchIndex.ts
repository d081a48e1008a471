/** cache.db: the full-text index. Writing, and what there is to index; for searching see searchHits.ts. */
import { isMailError } from '../../base/errors.ts';
import type { Database, Row } from './database.ts';
import { placeFor } from './searchPlace.ts';

/** What a message's index is made of. `source` undefined: only its list row is here. */
export interface IndexSource {
  readonly rowId: number;
  readonly subject: string;
  /** JSON of addresses. */
  readonly from: string;
  readonly to: string;
  /** Folded words of subject, From, To and Cc, in this order. */
  readonly words: string;
  readonly hasAttachment: boolean;
  readonly source: { readonly bytes: Uint8Array } | { readonly path: string } | undefined;
  /** Bytes that reading it takes. */
  readonly size: number;
  /** So that another message under the same row id is told apart. */
  readonly uid: number;
}

export interface IndexedDocument {
  readonly rowId: number;
  readonly uid: number;
  /** Tokens with spaces between. */
  readonly tokens: string;
  /** Which words stand side by side (pairFilter.ts). */
  readonly pairs: Uint8Array;
  /** Packed texts to compare with and show (packTexts.ts); empty: nothing beyond the list row, or read again from the source. */
  readonly texts: Uint8Array;
  readonly level: IndexLevel;
}

/** Row ids, `from` with and `to` without. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface Missing {
  readonly rowIds: readonly number[];
  readonly next: number | undefined;
}

/** `header`: from the list row alone. `skipped`: its text could not be read and never will be. */
export type IndexLevel = keyof typeof indexLevels;
export const indexLevels = { header: 0, text: 1, skipped: 2 } as const;

/** Raised when tokens are made otherwise than before: the index is then made anew. */
const formatVersion = 2;

export class SearchIndexStore {
  readonly #db: Database;
  #lastWanted = -1;
  #lastPlace = -1;

  constructor({ cache }: { cache: Database }) {
    this.#db = cache;
  }

  /** Makes the index where there is none, or anew where it is not what the tables say. True when it was made anew. */
  open(): boolean {
    if (this.#isSound()) return false;
    this.reset();
    return true;
  }

  /** Throws all of the index away; what was indexed is to be indexed again. */
  reset(): void {
    this.#db.write('search.reset', () => {
      this.#lastWanted = -1;
      this.#db.run('DROP TABLE IF EXISTS search_index');
      this.#db.run(createIndex);
      this.#db.run('DROP TABLE IF EXISTS search_pairs');
      this.#db.run(createPairs);
      // Pieces are joined late and many at a time, which is a third of the writing; what is left, join() does at the end.
      this.#db.run(`INSERT INTO search_index (search_index, rank) VALUES ('automerge', 16)`);
      this.#db.run(`INSERT INTO search_index (search_index, rank) VALUES ('crisismerge', 64)`);
      for (const table of ['format', 'state', 'text', 'queue']) this.#db.run(`DELETE FROM search_${table}`);
      this.#db.run('INSERT INTO search_format (version) VALUES (:formatVersion)', { formatVersion });
    });
  }

  /** Throws `store.damaged` where the index contradicts itself. Reads all of it. */
  check(): void {
    this.#db.write('search.check', () =>
      this.#db.run(`INSERT INTO search_index (search_index) VALUES ('integrity-check')`),
    );
  }

  counts(): { readonly indexed: number; readonly total: number; readonly queued: number } {
    const row = this.#db.get(
      `SELECT (SELECT count(*) FROM search_state) AS indexed, (SELECT count(*) FROM message) AS total,
         (SELECT count(*) FROM search_queue) AS queued`,
    );
    return { indexed: Number(row?.['indexed']), total: Number(row?.['total']), queued: Number(row?.['queued']) };
  }

  /** The sort date (ms) of the newest message of which only the list row is indexed: what is newer is searched with its text. */
  newestWithoutText(): number | undefined {
    const row = this.#db.get(
      'SELECT sort_date FROM message WHERE id = (SELECT max(message) FROM search_state WHERE level = 0)',
    );
    return row && Number(row['sort_date']);
  }

  /** Whether a mailbox has messages of which only the list row is indexed, or nothing yet. */
  lacksText(mailbox: number): boolean {
    const row = this.#db.get(
      `SELECT 1 FROM message LEFT JOIN search_state ON search_state.message = message.id
       WHERE message.mailbox = :mailbox AND coalesce(search_state.level, 0) = 0 LIMIT 1`,
      { mailbox },
    );
    return row !== undefined;
  }

  /** What changed since it was indexed, in the order it did. `message` may be gone. */
  queued(after: number, limit: number): readonly { readonly turn: number; readonly rowId: number }[] {
    return this.#db
      .all('SELECT turn, message FROM search_queue WHERE turn > :after ORDER BY turn LIMIT :limit', { after, limit })
      .map((row) => ({ turn: Number(row['turn']), rowId: Number(row['message']) }));
  }

  /**
   * Messages between two row ids (from with, to without) that were never indexed, the newest first, at most `limit`;
   * `next` says where to go on, undefined at the end. Looks at `scan` rows at most, and makes none of those it passes.
   */
  missing({ from, to }: Stretch, { limit, scan }: { readonly limit: number; readonly scan: number }): Missing {
    const seen = 'SELECT id FROM message WHERE id >= :from AND id < :to ORDER BY id DESC LIMIT :scan';
    const rows = this.#db.all(
      `SELECT seen.id AS id FROM (${seen}) AS seen LEFT JOIN search_state ON search_state.message = seen.id
       WHERE search_state.message IS NULL ORDER BY seen.id DESC LIMIT :limit`,
      { from, to, scan, limit },
    );
    const rowIds = rows.map((row) => Number(row['id']));
    if (rowIds.length === limit) return { rowIds, next: rowIds.at(-1) };
    const bottom = this.#db.get(`SELECT min(id) AS id, count(*) AS n FROM (${seen})`, { from, to, scan });
    return { rowIds, next: Number(bottom?.['n']) === scan ? Number(bottom?.['id']) : undefined };
  }

  /** What indexing a message needs; undefined when it is gone. */
  source(rowId: number): IndexSource | undefined {
    const row = this.#db.get(selectSource, { rowId });
    return row && toSource(row);
  }

  /** Takes in a message, in place of what was there. Dropped where the row is another message by now. Inside a write. */
  put({ rowId, uid, tokens, pairs, texts, level }: IndexedDocument): void {
    const known = this.#placeOf(rowId);
    const place = known ?? this.#freePlace(rowId);
    const values = { place, rowId, uid, level: indexLevels[level] };
    if (this.#db.run(putState, values).changes === 0) return;
    if (known !== undefined) this.#db.run('DELETE FROM search_index WHERE rowid = :place', { place });
    this.#db.run('INSERT INTO search_index (rowid, tokens) VALUES (:place, :tokens)', { place, tokens });
    this.#db.run('INSERT OR REPLACE INTO search_pairs (back, pairs) VALUES (-:place, :pairs)', { place, pairs });
    if (known !== undefined) this.#db.run('DELETE FROM search_text WHERE message = :rowId', { rowId });
    if (texts.length > 0)
      this.#db.run('INSERT INTO search_text (message, texts) VALUES (:rowId, :texts)', { rowId, texts });
  }

  /** Removes all that is known of a message. Inside a write. */
  remove(rowId: number): void {
    const place = this.#placeOf(rowId);
    if (place === undefined) return;
    this.#db.run('DELETE FROM search_state WHERE place = :place', { place });
    this.#db.run('DELETE FROM search_index WHERE rowid = :place', { place });
    this.#db.run('DELETE FROM search_pairs WHERE back = -:place', { place });
    this.#db.run('DELETE FROM search_text WHERE message = :rowId', { rowId });
  }

  /**
   * Joins the pieces that writing left, so that searches look in few places: some pages of it. `from` the first call on,
   * all pieces become one. False when there is nothing left to join.
   */
  join({ begin }: { readonly begin: boolean }): boolean {
    return this.#db.write('search.join', () => {
      const changes = () => Number(this.#db.get('SELECT total_changes() AS n')?.['n']);
      const before = changes();
      this.#db.run(`INSERT INTO search_index (search_index, rank) VALUES ('merge', :pages)`, {
        pages: begin ? -joinPages : joinPages,
      });
      return changes() - before > 1; // https://www.sqlite.org/fts5.html#the_merge_command
    });
  }

  /** These turns were taken. Inside a write. */
  taken(turn: number): void {
    this.#db.run('DELETE FROM search_queue WHERE turn = :turn', { turn });
  }

  write<T>(name: string, change: () => T): T {
    return this.#db.write(name, change);
  }

  #placeOf(rowId: number): number | undefined {
    const row = this.#db.get('SELECT place FROM search_state WHERE message = :rowId', { rowId });
    return row && Number(row['place']);
  }

  #freePlace(rowId: number): number {
    const wanted = placeFor(rowId);
    // Of many mails of one minute, each begins to look where the last one was put.
    let place = wanted === this.#lastWanted ? this.#lastPlace + 1 : wanted;
    // Where more mail than places came for weeks, the next free one may be 100,000 further: soon by leaps.
    for (let leap = 1, taken = 1; this.#isTaken(place); taken += 1) {
      place += leap;
      if (taken >= nearPlaces) leap *= 2;
    }
    [this.#lastWanted, this.#lastPlace] = [wanted, place];
    return place;
  }

  #isTaken(place: number): boolean {
    return this.#db.get('SELECT 1 FROM search_state WHERE place = :place', { place }) !== undefined;
  }

  #isSound(): boolean {
    try {
      const row = this.#db.get(
        `SELECT (SELECT count(*) FROM search_index_docsize) = (SELECT count(*) FROM search_state) AS whole,
           (SELECT version FROM search_format) AS format`,
      );
      return row?.['whole'] === 1 && row['format'] === formatVersion;
    } catch (error) {
      if (isMailError(error) && error.code !== 'store.damaged') throw error;
      return false; // A table is missing, or cannot be read.
    }
  }
}

/** Places looked at one by one for a free one. */
const nearPlaces = 16;

/** Pages of the index that one step of joining writes: some milliseconds. */
const joinPages = 64;

const putState = `
  INSERT OR REPLACE INTO search_state (place, message, level)
  SELECT :place, id, :level FROM message WHERE id = :rowId AND uid = :uid`;

const createIndex = `
  CREATE VIRTUAL TABLE search_index USING fts5 (tokens, content='', contentless_delete=1, detail=none, tokenize='ascii')`;

/** Of which words stand side by side. By places backwards: the newest come first, and rows that are added last fill pages best. */
const createPairs = `
  CREATE TABLE search_pairs (back INTEGER PRIMARY KEY, pairs BLOB NOT NULL) STRICT`;

const selectSource = `
  SELECT message.id, message.uid, message.subject, message.sender, message.recipients, message.search_text, message.has_attachment,
    body.source, body.file, coalesce(body.size, 0) AS size
  FROM message LEFT JOIN body ON body.message = message.id WHERE message.id = :rowId`;

function toSource(row: Row): IndexSource {
  const bytes = row['source'];
  const path = typeof row['file'] === 'string' ? row['file'] : '';
  return {
    rowId: Number(row['id']),
    uid: Number(row['uid']),
    subject: String(row['subject']),
    from: String(row['sender']),
    to: String(row['recipients']),
    words: String(row['search_text']),
    hasAttachment: row['has_attachment'] === 1,
    source: path !== '' ? { path } : bytes instanceof Uint8Array ? { bytes } : undefined,
    size: Number(row['size']),
  };
}
