import type { Database } from './database.ts';

/** An address (a /64 network for IPv6) that may not connect for a while. Times in milliseconds since 1970. */
export interface Ban {
  readonly remoteAddress: string;
  readonly reason: string;
  readonly at: number;
  readonly until: number;
}

/** Bans outlive a restart. All that changes runs inside {@link Database.write}. */
export class BanStore {
  readonly #db: Database;

  constructor({ db }: { db: Database }) {
    this.#db = db;
  }

  /** Those that still hold at `now`, the longest first. */
  all(now: number): Ban[] {
    const rows = this.#db.all(
      'SELECT remote_address, reason, at, until FROM ban WHERE until > :now ORDER BY until DESC, remote_address',
      { now },
    );
    return rows.map((row) => ({
      remoteAddress: String(row['remote_address']),
      reason: String(row['reason']),
      at: Number(row['at']),
      until: Number(row['until']),
    }));
  }

  /** Also forgets those that are over. */
  set({ remoteAddress, reason, at, until }: Ban): void {
    this.#db.run('DELETE FROM ban WHERE until <= :at', { at });
    this.#db.run(
      'INSERT OR REPLACE INTO ban (remote_address, reason, at, until) VALUES (:remoteAddress, :reason, :at, :until)',
      { remoteAddress, reason, at, until },
    );
  }

  remove(remoteAddress: string): void {
    this.#db.run('DELETE FROM ban WHERE remote_address = :remoteAddress', { remoteAddress });
  }
}
