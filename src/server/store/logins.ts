import type { Clock } from '../../base/clock.ts';
import { type Protocol, protocols } from '../service.ts';
import type { Database } from './database.ts';

/** The last time somebody signed in by this protocol from this address. */
export interface LastLogin {
  readonly protocol: Protocol;
  readonly remoteAddress: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** How long a sign-in may wait for a write that it can go along with, ms. */
const waitMaxMs = 10_000;
/** Addresses kept per user. */
const keptPerUser = 50;

interface Noted extends LastLogin {
  readonly userId: number;
}

/**
 * Who signed in last, from where. A sign-in never waits for the disk: it is held here and goes along with the next
 * transaction, with a later sign-in, or with the server's end. A crash loses some seconds of it.
 */
export class LoginStore {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #held = new Map<string, Noted>();
  #writtenAt = 0;

  constructor({ db, clock }: { db: Database; clock: Clock }) {
    this.#db = db;
    this.#clock = clock;
  }

  note(userId: number, protocol: Protocol, remoteAddress: string): void {
    const at = this.#clock.now();
    this.#held.set(`${userId} ${protocol} ${remoteAddress}`, { userId, protocol, remoteAddress, at });
    if (Math.abs(at - this.#writtenAt) > waitMaxMs) this.flush();
  }

  /** Newest first. */
  of(userId: number): LastLogin[] {
    this.flush();
    const rows = this.#db.all(
      'SELECT protocol, remote_address, at FROM login WHERE user_id = :userId ORDER BY at DESC, protocol',
      { userId },
    );
    return rows.map((row) => ({
      protocol: protocols.find((protocol) => protocol === row['protocol']) ?? 'imap',
      remoteAddress: String(row['remote_address']),
      at: Number(row['at']),
    }));
  }

  /** Writes what is held, in a transaction of its own. */
  flush(): void {
    if (this.#held.size > 0) this.#db.write(() => this.writeHeld());
  }

  /** Writes what is held, inside somebody's transaction; forgets it once that is on disk. */
  writeHeld(): void {
    if (this.#held.size === 0) return;
    const written = [...this.#held];
    for (const [, { userId, protocol, remoteAddress, at }] of written) {
      // The user may be gone by now.
      this.#db.run(
        `INSERT OR REPLACE INTO login (user_id, protocol, remote_address, at)
         SELECT id, :protocol, :remoteAddress, :at FROM user WHERE id = :userId`,
        { userId, protocol, remoteAddress, at },
      );
    }
    for (const userId of new Set(written.map(([, noted]) => noted.userId))) this.#prune(userId);
    this.#db.afterCommit(() => {
      this.#writtenAt = this.#clock.now();
      for (const [key, noted] of written) if (this.#held.get(key) === noted) this.#held.delete(key);
    });
  }

  #prune(userId: number): void {
    this.#db.run(
      `DELETE FROM login WHERE user_id = :userId AND at <
       (SELECT min(at) FROM (SELECT at FROM login WHERE user_id = :userId ORDER BY at DESC LIMIT :kept))`,
      { userId, kept: keptPerUser },
    );
  }
}
