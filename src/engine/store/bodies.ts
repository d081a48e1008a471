/**
 * cache.db: sources of messages, whole or without their files. Small ones in the row, large ones in files beside it. What a
 * server calls one message wherever it is (RFC 8474 EMAILID) has one source.
 */
import type { Clock } from '../../base/clock.ts';
import type { OmittedPart } from '../../mail/imap/withoutFiles.ts';
import type { Database, Row } from './database.ts';

export type CachedBody = ({ readonly bytes: Uint8Array } | { readonly path: string }) & {
  /** Parts that are not here, in the order of the message; none for a whole source. */
  readonly omitted?: readonly OmittedPart[] | undefined;
};

export class BodyStore {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #onChanged: (() => void) | undefined;

  /** `onChanged` hears that sources came or went. */
  constructor({ cache, clock, onChanged }: { cache: Database; clock: Clock; onChanged?: () => void }) {
    this.#db = cache;
    this.#clock = clock;
    this.#onChanged = onChanged;
  }

  /** The source of a message, noted as used now. */
  find(rowId: number): CachedBody | undefined {
    const body = this.peek(rowId);
    if (!body) return undefined;
    this.#db.write('body.used', () =>
      this.#db.run('UPDATE body SET used_at = :now WHERE message = :rowId', { rowId, now: this.#clock.now() }),
    );
    return body;
  }

  /** The same without a note: a look in passing keeps nothing in the cache. */
  peek(rowId: number): CachedBody | undefined {
    const row = this.#db.get('SELECT source, file, omitted FROM body WHERE message = :rowId', { rowId });
    return row && toBody(row);
  }

  /**
   * Takes the source of the same message under another row, or of one that went a moment ago. Undefined where there is
   * none, or the server has no names of its own for messages.
   */
  adopt(rowId: number): CachedBody | undefined {
    const adopted = this.#db.get(findEqual, { rowId });
    if (!adopted) return undefined;
    const body = toBody(adopted);
    this.put(rowId, Number(adopted['size']), body);
    return body;
  }

  /** Lets go of sources whose messages went, up to `number`; gives the number of the latest there is. */
  forgetLeft(number: number): number {
    const newest = Number(this.#db.get('SELECT coalesce(max(number), 0) AS n FROM left_body')?.['n']);
    if (newest > 0)
      this.#db.write('body.forgetLeft', () =>
        this.#db.run('DELETE FROM left_body WHERE number <= :number', { number }),
      );
    return newest;
  }

  /** Keeps a source, unless its message went meanwhile. Exactly one of `bytes` and `path`. `usedAt` (ms): now. */
  put(rowId: number, size: number, body: CachedBody, { usedAt = this.#clock.now() } = {}): void {
    this.#db.write('body.put', () =>
      this.#db.run(
        `INSERT INTO body (message, size, source, file, used_at, omitted)
         SELECT id, :size, :source, :file, :now, :omitted FROM message WHERE id = :rowId
         ON CONFLICT (message) DO UPDATE SET size = :size, source = :source, file = :file, used_at = :now, omitted = :omitted`,
        {
          ...{ rowId, size, now: usedAt },
          source: 'bytes' in body ? body.bytes : new Uint8Array(),
          file: 'path' in body ? body.path : '',
          omitted: body.omitted ? JSON.stringify(body.omitted) : '',
        },
      ),
    );
    this.#onChanged?.();
  }

  /** Drops the longest unused beyond `maxBytes`; gives the files that nothing names any more. */
  trim(maxBytes: number): void {
    this.#db.write('body.trim', () =>
      this.#db.run(
        `DELETE FROM body WHERE message IN (
           SELECT message FROM (SELECT message, sum(size) OVER (ORDER BY used_at DESC, message) AS kept FROM body) WHERE kept > :maxBytes)`,
        { maxBytes },
      ),
    );
  }

  /** Files that rows name. */
  files(): ReadonlySet<string> {
    return new Set(this.#db.all(`SELECT file FROM body WHERE file <> ''`).map((row) => String(row['file'])));
  }
}

/** The newest first; a whole one rather than one without its files. */
const findEqual = `
  SELECT size, source, file, omitted FROM (
    SELECT body.size, body.source, body.file, body.omitted FROM message_object AS own
    JOIN message AS wanted ON wanted.id = own.message JOIN mailbox AS here ON here.number = wanted.mailbox
    JOIN message_object AS other ON other.email_id = own.email_id AND other.message <> own.message
    JOIN body ON body.message = other.message JOIN message ON message.id = other.message
    JOIN mailbox ON mailbox.number = message.mailbox AND mailbox.account = here.account
    WHERE own.message = :rowId AND own.email_id <> ''
    UNION ALL
    SELECT left_body.size, left_body.source, '', left_body.omitted FROM message_object AS own
    JOIN message AS wanted ON wanted.id = own.message JOIN mailbox AS here ON here.number = wanted.mailbox
    JOIN left_body ON left_body.email_id = own.email_id AND left_body.account = here.account
    WHERE own.message = :rowId AND own.email_id <> '')
  ORDER BY omitted LIMIT 1`;

function toBody(row: Row): CachedBody {
  const path = String(row['file']);
  const omitted = omittedOf(row);
  return path === '' ? { bytes: toBytes(row['source']), omitted } : { path, omitted };
}

function toBytes(source: unknown): Uint8Array {
  return source instanceof Uint8Array ? source : new Uint8Array();
}

function omittedOf(row: Row): readonly OmittedPart[] | undefined {
  const text = String(row['omitted']);
  const list: unknown = text === '' ? undefined : JSON.parse(text);
  if (!Array.isArray(list)) return undefined;
  return list.map(({ type, size, picture }) => ({
    type: String(type),
    size: Number(size),
    picture: picture === true,
  }));
}
