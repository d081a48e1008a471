/** cache.db: sources of messages that were read. Small ones in the row, large ones in files beside it. */
import type { Clock } from '../../base/clock.ts';
import type { Database } from './database.ts';

export type CachedBody = { readonly bytes: Uint8Array } | { readonly path: string };

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
    const row = this.#db.get('SELECT source, file FROM body WHERE message = :rowId', { rowId });
    if (!row) return undefined;
    const path = String(row['file']);
    if (path !== '') return { path };
    const source = row['source'];
    return { bytes: source instanceof Uint8Array ? source : new Uint8Array() };
  }

  /** Keeps a source, unless its message went meanwhile. Exactly one of `bytes` and `path`. `usedAt` (ms): now. */
  put(rowId: number, size: number, body: CachedBody, { usedAt = this.#clock.now() } = {}): void {
    this.#db.write('body.put', () =>
      this.#db.run(
        `INSERT INTO body (message, size, source, file, used_at)
         SELECT id, :size, :source, :file, :now FROM message WHERE id = :rowId
         ON CONFLICT (message) DO UPDATE SET size = :size, source = :source, file = :file, used_at = :now`,
        {
          ...{ rowId, size, now: usedAt },
          source: 'bytes' in body ? body.bytes : new Uint8Array(),
          file: 'path' in body ? body.path : '',
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
