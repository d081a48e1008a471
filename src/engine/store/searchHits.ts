/** cache.db: what a search finds, newest first and a stretch at a time. Reading; for writing see searchIndex.ts. */
import type { MessageRow } from '../../protocol/records.ts';
import type { Database, Row } from './database.ts';
import { selectMessage, toMessageRow } from './messageLists.ts';
import type { HitPlan } from './searchFilter.ts';

/** Row ids: from with, to without. */
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

export class SearchHits {
  readonly #db: Database;

  constructor({ cache }: { cache: Database }) {
    this.#db = cache;
  }

  /** Row ids of the newest `limit` messages of a stretch that may match. Throws `store.damaged`. */
  candidates({ match, walk }: HitPlan, { low, high }: Stretch, limit: number): readonly number[] {
    const bounds = { low, high, limit };
    const rows = match === undefined ? this.#walk(walk, bounds) : this.#db.all(selectMatches, { match, ...bounds });
    return rows.map((row) => Number(row['id']));
  }

  /** The newest messages of a stretch that match as far as the index and SQL can tell. */
  hits({ match, walk, where, values }: HitPlan, { low, high }: Stretch, limit: number): readonly Hit[] {
    const bounds = { low, high, limit };
    const sql =
      match === undefined
        ? `${selectMessage} WHERE message.id >= :low AND message.id < :high AND ${walkConditions(walk)} AND ${where} ORDER BY message.id DESC LIMIT :limit`
        : `${selectHit} WHERE ${where} ORDER BY hit.id DESC LIMIT :limit`;
    const walked = match === undefined && typeof walk === 'object' ? { walked: walk.mailbox } : {};
    return this.#db.all(sql, { ...values, ...bounds, ...walked, ...(match !== undefined && { match }) }).map(toHit);
  }

  /** Those messages of a stretch that the index gives for an expression. */
  matching(match: string, { low, high }: Stretch): readonly number[] {
    return this.#db.all(selectMatches, { match, low, high, limit: -1 }).map((row) => Number(row['id']));
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

  /** The packed texts of a message (packTexts.ts); empty when there are none. */
  texts(rowId: number): Uint8Array {
    const texts = this.#db.get('SELECT texts FROM search_text WHERE message = :rowId', { rowId })?.['texts'];
    return texts instanceof Uint8Array ? texts : new Uint8Array();
  }

  #walk(walk: HitPlan['walk'], bounds: Stretch & { readonly limit: number }) {
    const [index, values] = typeof walk === 'object' ? ['message_shown', { walked: walk.mailbox }] : [walked[walk], {}];
    return this.#db.all(
      `SELECT id FROM message ${index === '' ? '' : `INDEXED BY ${index}`} WHERE id >= :low AND id < :high AND ${walkConditions(walk)}
       ORDER BY id DESC LIMIT :limit`,
      { ...bounds, ...values },
    );
  }
}

function toHit(row: Row): Hit {
  return { rowId: Number(row['id']), mailbox: Number(row['shown_mailbox']), row: toMessageRow(row) };
}

const walked = { all: '', unread: 'message_unread', flagged: 'message_flagged' } as const;

function walkConditions(walk: HitPlan['walk']): string {
  if (typeof walk === 'object') return 'message.shown_mailbox = :walked';
  if (walk === 'unread') return 'message.shown_unread = 1';
  return walk === 'flagged' ? `instr(message.shown_flags, '\\Flagged') > 0` : '1';
}

const matches = `
  SELECT rowid AS id FROM search_index WHERE search_index MATCH :match AND rowid >= :low AND rowid < :high ORDER BY rowid DESC`;
const selectMatches = `${matches} LIMIT :limit`;

/** The index gives the rows, so that the newest come first and nothing is sorted. */
const selectHit = selectMessage.replace(
  'FROM message JOIN',
  `FROM (${matches}) AS hit CROSS JOIN message ON message.id = hit.id JOIN`,
);
