import type { Database } from './database.ts';

/** Whether a service runs, and on which port. */
export interface ServiceChoice {
  readonly port: number;
  readonly enabled: boolean;
}

/** What an administrator chose for the services, kept so that the next start finds it. Changes belong inside `Store.write`. */
export class ServiceChoices {
  readonly #db: Database;

  constructor({ db }: { readonly db: Database }) {
    this.#db = db;
  }

  /** By the name of the service; one that nobody touched is absent. */
  all(): ReadonlyMap<string, ServiceChoice> {
    const rows = this.#db.all('SELECT name, port, enabled FROM service');
    return new Map(
      rows.map((row) => [String(row['name']), { port: Number(row['port']), enabled: row['enabled'] === 1 }]),
    );
  }

  choose(name: string, { port, enabled }: ServiceChoice): void {
    this.#db.run(
      'INSERT INTO service (name, port, enabled) VALUES (:name, :port, :enabled) ON CONFLICT DO UPDATE SET port = excluded.port, enabled = excluded.enabled',
      { name, port, enabled: enabled ? 1 : 0 },
    );
  }

  /** A setting by its name; undefined where nobody chose. */
  setting(name: string): string | undefined {
    const value = this.#db.get('SELECT value FROM service_setting WHERE name = :name', { name })?.['value'];
    return value === undefined ? undefined : String(value);
  }

  setSetting(name: string, value: string): void {
    this.#db.run(
      'INSERT INTO service_setting (name, value) VALUES (:name, :value) ON CONFLICT DO UPDATE SET value = excluded.value',
      { name, value },
    );
  }
}
