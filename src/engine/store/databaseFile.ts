import { DatabaseSync } from 'node:sqlite';
import { toStoreError } from './database.ts';

/**
 * A database file looked at from outside, as it lies there: nothing is migrated, nothing changed but by what is asked for
 * by name. Only while nobody else has it open. Throws `store.damaged`, `store.full`, `store.tooBusy`.
 */
export class DatabaseFile {
  readonly #db: DatabaseSync;

  constructor(path: string) {
    this.#db = guarded(() => new DatabaseSync(path, { timeout: 2_000 }));
    guarded(() => this.#db.exec('PRAGMA trusted_schema = OFF'));
  }

  get schemaVersion(): number {
    return this.#number('PRAGMA user_version');
  }

  get bytes(): number {
    return this.#number('PRAGMA page_count') * this.#number('PRAGMA page_size');
  }

  /** What SQLite's whole check finds wrong, at most 20 lines; none for a sound file. */
  complaints(): readonly string[] {
    const lines = guarded(() => this.#db.prepare('PRAGMA integrity_check(20)').all());
    const texts = lines.map((line) => String(line['integrity_check'])).flatMap((text) => text.split('\n'));
    return texts.length === 1 && texts[0] === 'ok' ? [] : texts;
  }

  /** Rows that name another row which isn't there, by table. */
  orphans(): ReadonlyMap<string, number> {
    const found = new Map<string, number>();
    for (const row of guarded(() => this.#db.prepare('PRAGMA foreign_key_check').all())) {
      const table = String(row['table']);
      found.set(table, (found.get(table) ?? 0) + 1);
    }
    return found;
  }

  /** Removes them. Only for what a server can give again. */
  removeOrphans(): void {
    guarded(() => {
      for (const { table, rowid } of this.#db.prepare('PRAGMA foreign_key_check').all()) {
        if (typeof table !== 'string' || rowid === null || rowid === undefined) continue;
        this.#db.prepare(`DELETE FROM "${table.replaceAll('"', '""')}" WHERE rowid = ?`).run(rowid);
      }
    });
  }

  /** Builds every index anew from its table. */
  reindex(): void {
    guarded(() => this.#db.exec('REINDEX'));
  }

  /** Gives unused pages back and empties the log. */
  compact(): void {
    guarded(() => {
      this.#db.exec('VACUUM');
      this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    });
  }

  /** One column of a query, as text. */
  texts(sql: string): readonly string[] {
    return guarded(() => this.#db.prepare(sql).all()).map((row) => String(Object.values(row)[0]));
  }

  removeBodies(files: readonly string[]): void {
    guarded(() => {
      for (const file of files) this.#db.prepare('DELETE FROM body WHERE file = ?').run(file);
    });
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }

  #number(pragma: string): number {
    return Number(Object.values(guarded(() => this.#db.prepare(pragma).get()) ?? {})[0] ?? 0);
  }
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toStoreError(error);
  }
}
