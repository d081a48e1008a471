import type { Clock } from '../../base/clock.ts';
import type { Database } from './database.ts';

/** Leave to register; the code itself is known to its bearer alone, here lies its hash. */
export interface Invitation {
  readonly id: number;
  /** Whom it is for; empty = whoever brings it. */
  readonly address: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Who came with it; empty as long as it is open. */
  readonly usedBy: string;
}

const columns = 'id, address, created_at, expires_at, used_by';

/** Invitations. All that changes runs inside {@link Database.write}. */
export class InvitationStore {
  readonly #db: Database;
  readonly #clock: Clock;

  constructor({ db, clock }: { db: Database; clock: Clock }) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Newest first. */
  all(): Invitation[] {
    return this.#db.all(`SELECT ${columns} FROM invitation ORDER BY id DESC LIMIT 1000`).map(toInvitation);
  }

  find(codeHash: Uint8Array): Invitation | undefined {
    const row = this.#db.get(`SELECT ${columns} FROM invitation WHERE code_hash = :codeHash`, { codeHash });
    return row && toInvitation(row);
  }

  add({ codeHash, address, expiresAt }: { codeHash: Uint8Array; address: string; expiresAt: number }): number {
    return this.#db.run(
      `INSERT INTO invitation (code_hash, address, created_at, expires_at)
       VALUES (:codeHash, :address, :now, :expiresAt)`,
      { codeHash, address, now: this.#clock.now(), expiresAt },
    );
  }

  use(id: number, usedBy: string): void {
    this.#db.run('UPDATE invitation SET used_by = :usedBy WHERE id = :id', { id, usedBy });
  }

  remove(id: number): void {
    this.#db.run('DELETE FROM invitation WHERE id = :id', { id });
  }
}

function toInvitation(row: { readonly [name: string]: unknown }): Invitation {
  return {
    id: Number(row['id']),
    address: String(row['address']),
    createdAt: Number(row['created_at']),
    expiresAt: Number(row['expires_at']),
    usedBy: String(row['used_by']),
  };
}
