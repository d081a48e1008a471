import type { Clock } from '../../base/clock.ts';
import type { Database } from './database.ts';

/** Who did what to whom. `details` are plain values as they were given, never a secret. */
export interface AuditEntry {
  readonly id: number;
  readonly at: number;
  readonly actor: string;
  /** Where the actor came from; empty for the command line. */
  readonly remoteAddress: string;
  readonly action: string;
  readonly target: string;
  readonly details: { readonly [name: string]: unknown };
}

export interface AuditQuery {
  /** Entries older than the one with this id. */
  readonly before?: number;
  readonly limit?: number;
  readonly actor?: string;
  readonly target?: string;
}

/** The trail of administration; written in the transaction of what it tells, never changed. */
export class AuditStore {
  readonly #db: Database;
  readonly #clock: Clock;

  constructor({ db, clock }: { db: Database; clock: Clock }) {
    this.#db = db;
    this.#clock = clock;
  }

  add({ actor, remoteAddress, action, target, details }: Omit<AuditEntry, 'id' | 'at'>): void {
    this.#db.run(
      `INSERT INTO audit (at, actor, remote_address, action, target, details)
       VALUES (:at, :actor, :remoteAddress, :action, :target, :details)`,
      { at: this.#clock.now(), actor, remoteAddress, action, target, details: JSON.stringify(details) },
    );
  }

  /** Newest first. */
  list({ before = Number.MAX_SAFE_INTEGER, limit = 100, actor = '', target = '' }: AuditQuery = {}): AuditEntry[] {
    const rows = this.#db.all(
      `SELECT id, at, actor, remote_address, action, target, details FROM audit
       WHERE id < :before AND (:actor = '' OR actor = :actor) AND (:target = '' OR target = :target)
       ORDER BY id DESC LIMIT :limit`,
      { before, limit, actor, target },
    );
    return rows.map((row) => ({
      id: Number(row['id']),
      at: Number(row['at']),
      actor: String(row['actor']),
      remoteAddress: String(row['remote_address']),
      action: String(row['action']),
      target: String(row['target']),
      details: JSON.parse(String(row['details'])),
    }));
  }
}
