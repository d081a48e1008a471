import type { Database } from './database.ts';

/** What administrators set for the whole server, as text by name. */
export class SettingStore {
  readonly #db: Database;

  constructor({ db }: { db: Database }) {
    this.#db = db;
  }

  get(name: string): string | undefined {
    const value = this.#db.get('SELECT value FROM setting WHERE name = :name', { name })?.['value'];
    return value === undefined ? undefined : String(value);
  }

  /** Runs inside {@link Database.write}. */
  set(name: string, value: string): void {
    this.#db.run('INSERT OR REPLACE INTO setting (name, value) VALUES (:name, :value)', { name, value });
  }
}
