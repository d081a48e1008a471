import type { Clock } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import type { Database, Row } from './database.ts';

/** A domain whose mail stays here. */
export interface Domain {
  readonly name: string;
  /** Who gets what is for nobody in the domain; empty = refused. */
  readonly catchAll: string;
  readonly createdAt: number;
}

/** Our domains, in lower case. All that changes runs inside {@link Database.write}. */
export class DomainStore {
  readonly #db: Database;
  readonly #clock: Clock;

  constructor({ db, clock }: { db: Database; clock: Clock }) {
    this.#db = db;
    this.#clock = clock;
  }

  all(): Domain[] {
    return this.#db.all('SELECT name, catch_all, created_at FROM domain ORDER BY name').map(toDomain);
  }

  /** Whether anybody said yet which domains are ours. */
  some(): boolean {
    return this.#db.get('SELECT 1 FROM domain LIMIT 1') !== undefined;
  }

  find(name: string): Domain | undefined {
    const row = this.#db.get('SELECT name, catch_all, created_at FROM domain WHERE name = :name', { name });
    return row && toDomain(row);
  }

  /** Throws `server.domainUnknown`. */
  get(name: string): Domain {
    const domain = this.find(name);
    if (!domain) throw new MailError('server.domainUnknown', { data: { domain: name } });
    return domain;
  }

  /** Throws `server.domainExists`. */
  add(name: string): void {
    if (this.find(name)) throw new MailError('server.domainExists', { data: { domain: name } });
    this.#db.run("INSERT INTO domain (name, catch_all, created_at) VALUES (:name, '', :now)", {
      name,
      now: this.#clock.now(),
    });
  }

  setCatchAll(name: string, catchAll: string): void {
    this.#db.run('UPDATE domain SET catch_all = :catchAll WHERE name = :name', { name, catchAll });
  }

  /** What went to the one address as a catch-all goes to the other; empty = to nobody. */
  replaceCatchAll(from: string, to: string): void {
    this.#db.run('UPDATE domain SET catch_all = :to WHERE catch_all = :from', { from, to });
  }

  remove(name: string): void {
    this.#db.run('DELETE FROM domain WHERE name = :name', { name });
  }
}

function toDomain(row: Row): Domain {
  return { name: String(row['name']), catchAll: String(row['catch_all']), createdAt: Number(row['created_at']) };
}
