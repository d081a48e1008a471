/** cache.db: what a search finds, newest first and a stretch at a time. Reading; for writing see searchIndex.ts. */
import type { MessageRow } from '../../protocol/records.ts';
import type { Database, Row } from './database.ts';
import { selectMessage, toMessageRow } from './messageLists.ts';
import type { HitPlan } from './searchFilter.ts';
import { indexLevels } from './searchIndex.ts';
import { placeFor } from './searchPlace.ts';

/**
 * A stretch of a search, from with, to without: of places where the index gives the messages, else of row ids. Both grow
 * with the date.
 */
export interface Stretch {
  readonly low: number;
  readonly high: number;
}

export interface Hit {
  readonly rowId: number;
  /** The mailbox it is shown in, by its number in the cache. */
  readonly mailbox: number;
  readonly row: MessageRow;
}

export interface PlacedHit extends Hit {
  /** Its place in the stretch. */
  readonly at: number;
}

export interface PairedCandidate {
  readonly at: number;
  readonly pairs: Uint8Array | undefined;
}

export interface StoredTexts {
  readonly packed: Uint8Array | undefined;
  readonly source: Uint8Array | undefined;
}

export class SearchHits {
  readonly #db: Database;

  constructor({ cache }: { cache: Database }) {
    this.#db = cache;
  }

  /** All of a search. */
  whole({ match, low, high }: HitPlan): Stretch {
    return match === undefined ? { low, high } : { low: placeFor(low), high: Number.MAX_SAFE_INTEGER };
  }

  /** Places of the newest `limit` messages of a stretch that may match. Throws `store.damaged`. */
  candidates({ match, walk }: HitPlan, { low, high }: Stretch, limit: number): readonly number[] {
    const bounds = { low, high, limit };
    const rows = match === undefined ? this.#walk(walk, bounds) : this.#db.all(selectPlaces, { match, ...bounds });
    return rows.map((row) => Number(row['at']));
  }

  /** The same where the index gives them, with what tells which of their words stand side by side (pairFilter.ts). */
  candidatesWithPairs(match: string, { low, high }: Stretch, limit: number): readonly PairedCandidate[] {
    return this.#db.all(selectPairs, { match, low, high, limit }).map((row) => {
      const pairs = row['pairs'];
      return { at: Number(row['at']), pairs: pairs instanceof Uint8Array ? pairs : undefined };
    });
  }

  /** Of these places, those whose messages match as far as SQL can tell, the newest first. */
  placed({ where, values }: HitPlan, places: readonly number[]): readonly PlacedHit[] {
    const newest = places[0] ?? 0;
    const bounds = where.includes(':fromPlace') ? { fromPlace: places.at(-1) ?? newest, toPlace: newest + 1 } : {};
    const sql = `${selectAtPlaces} WHERE ${where} ORDER BY search_state.place DESC`;
    return this.#db.all(sql, { ...values, ...bounds, places: JSON.stringify(places) }).map(toPlacedHit);
  }

  /** The newest messages of a stretch that match as far as the index and SQL can tell, by their place. */
  hits({ match, walk, where, values }: HitPlan, { low, high }: Stretch, limit: number): readonly PlacedHit[] {
    const bounds = { low, high, limit };
    const usesPlaces = where.includes(':fromPlace');
    if (match !== undefined) {
      const places = usesPlaces ? { fromPlace: low, toPlace: high } : {};
      const sql = `${selectPlaced} WHERE ${matches} AND ${where} ${newestFirst} LIMIT :limit`;
      return this.#db.all(sql, { ...values, ...bounds, ...places, match }).map(toPlacedHit);
    }
    const places = usesPlaces ? { fromPlace: placeFor(low), toPlace: Number.MAX_SAFE_INTEGER } : {};
    const walked = typeof walk === 'object' ? { walked: walk.mailbox } : {};
    const sql = `${selectWalked} WHERE message.id >= :low AND message.id < :high AND ${walkConditions(walk)} AND ${where}
      ORDER BY message.id DESC LIMIT :limit`;
    return this.#db.all(sql, { ...values, ...bounds, ...places, ...walked }).map(toPlacedHit);
  }

  /** Row ids of messages from this one on that the index gives for an expression. */
  matching(match: string, oldest: number): readonly number[] {
    const bounds = { low: placeFor(oldest), high: Number.MAX_SAFE_INTEGER };
    const sql = `SELECT message AS id FROM search_index CROSS JOIN search_state ON place = search_index.rowid WHERE ${matches}`;
    return this.#db.all(sql, { match, ...bounds }).map((row) => Number(row['id']));
  }

  /** Of a mailbox's messages with these UIDs, those whose text is not indexed, in the order of the UIDs; at most `limit`. */
  withoutText(mailbox: number, uidValidity: number, uids: readonly number[], limit: number): readonly Hit[] {
    const hits: Hit[] = [];
    for (const uid of uids) {
      if (hits.length >= limit) break;
      const row = this.#db.get(
        `${selectMessage} LEFT JOIN search_state ON search_state.message = message.id
         WHERE message.mailbox = :mailbox AND message.uid_validity = :uidValidity AND message.uid = :uid AND coalesce(search_state.level, 0) = 0`,
        { mailbox, uidValidity, uid },
      );
      if (row) hits.push(toHit(row));
    }
    return hits;
  }

  /** Messages that nothing is indexed of, below a row id, newest first. */
  unindexed(below: number, limit: number): readonly Hit[] {
    const sql = `${selectMessage} LEFT JOIN search_state ON search_state.message = message.id
      WHERE message.id < :below AND search_state.message IS NULL ORDER BY message.id DESC LIMIT :limit`;
    return this.#db.all(sql, { below, limit }).map(toHit);
  }

  /**
   * The packed texts of a message (packTexts.ts), or where there are none its source, if that was indexed and has at most
   * so many bytes.
   */
  texts(rowId: number, maxBytes: number): StoredTexts {
    const row = this.#db.get(selectTexts, { rowId, maxBytes, level: indexLevels.text });
    const [packed, source] = [row?.['texts'], row?.['source']];
    if (packed instanceof Uint8Array) return { packed, source: undefined };
    return { packed: undefined, source: source instanceof Uint8Array ? source : undefined };
  }

  /** What servers call these messages wherever they are, by row id; only of those that have such a name. */
  emailIds(rowIds: readonly number[]): ReadonlyMap<number, string> {
    const sql = 'SELECT message, email_id FROM message_object WHERE message IN (SELECT value FROM json_each(:rowIds))';
    const rows = this.#db.all(sql, { rowIds: JSON.stringify(rowIds) });
    return new Map(rows.map((row) => [Number(row['message']), String(row['email_id'])]));
  }

  #walk(walk: HitPlan['walk'], bounds: Stretch & { readonly limit: number }) {
    const [index, values] = typeof walk === 'object' ? ['message_shown', { walked: walk.mailbox }] : [walked[walk], {}];
    return this.#db.all(
      `SELECT id AS at FROM message ${index === '' ? '' : `INDEXED BY ${index}`} WHERE id >= :low AND id < :high AND ${walkConditions(walk)}
       ORDER BY id DESC LIMIT :limit`,
      { ...bounds, ...values },
    );
  }
}

function toHit(row: Row): Hit {
  return { rowId: Number(row['id']), mailbox: Number(row['shown_mailbox']), row: toMessageRow(row) };
}

function toPlacedHit(row: Row): PlacedHit {
  return { ...toHit(row), at: Number(row['at']) };
}

const walked = { all: '', unread: 'message_unread', flagged: 'message_flagged' } as const;

function walkConditions(walk: HitPlan['walk']): string {
  if (typeof walk === 'object') return 'message.shown_mailbox = :walked';
  if (walk === 'unread') return 'message.shown_unread = 1';
  return walk === 'flagged' ? `instr(message.shown_flags, '\\Flagged') > 0` : '1';
}

const matches = 'search_index MATCH :match AND search_index.rowid >= :low AND search_index.rowid < :high';
const newestFirst = 'ORDER BY search_index.rowid DESC';
const selectPlaces = `SELECT rowid AS at FROM search_index WHERE ${matches} ${newestFirst} LIMIT :limit`;

const selectPairs = `SELECT search_index.rowid AS at, pairs FROM search_index LEFT JOIN search_pairs ON back = -search_index.rowid
  WHERE ${matches} ${newestFirst} LIMIT :limit`;
const selectTexts = `SELECT texts, CASE WHEN texts IS NULL AND level = :level AND length(source) <= :maxBytes THEN source END AS source
  FROM search_state LEFT JOIN search_text USING (message) LEFT JOIN body USING (message) WHERE search_state.message = :rowId`;

/** The index gives the rows in their order, so that nothing is sorted. */
const selectPlaced = selectMessage
  .replace('SELECT ', 'SELECT search_index.rowid AS at, ')
  .replace(
    'FROM message JOIN',
    `FROM search_index CROSS JOIN search_state ON search_state.place = search_index.rowid
     CROSS JOIN message ON message.id = search_state.message CROSS JOIN`,
  )
  .replace(' JOIN mailbox AS truth', ' CROSS JOIN mailbox AS truth');
const selectAtPlaces = selectMessage
  .replace('SELECT ', 'SELECT search_state.place AS at, ')
  .replace(
    'FROM message JOIN',
    `FROM json_each(:places) AS wanted CROSS JOIN search_state ON search_state.place = wanted.value
     CROSS JOIN message ON message.id = search_state.message CROSS JOIN`,
  )
  .replace(' JOIN mailbox AS truth', ' CROSS JOIN mailbox AS truth');
const selectWalked = selectMessage.replace('SELECT ', 'SELECT message.id AS at, ');
