import type { AccountId } from '../../protocol/records.ts';
import type { Database } from './database.ts';

/** What a submission server said last of the size of mail that it takes (RFC 1870 §4). */
export interface SubmissionLimit {
  /** 0: it takes any size, or does not say. */
  readonly maxBytes: number;
  readonly saidAt: number;
}

/** The limits of accounts' servers, in user.db: known before a large mail is handed over. */
export class SubmissionLimits {
  readonly #db: Database;

  constructor(user: Database) {
    this.#db = user;
  }

  find(account: AccountId): SubmissionLimit | undefined {
    const row = this.#db.get('SELECT max_bytes, said_at FROM submission_limit WHERE account = :account', { account });
    return row && { maxBytes: Number(row['max_bytes']), saidAt: Number(row['said_at']) };
  }

  /** Remembers what it says now; the same again within a day is not written. */
  said(account: AccountId, maxBytes: number, now: number): void {
    const known = this.find(account);
    if (known?.maxBytes === maxBytes && now - known.saidAt < dayMs) return;
    this.#db.write('submissionLimit.said', () =>
      this.#db.run(
        `INSERT INTO submission_limit (account, max_bytes, said_at) VALUES (:account, :maxBytes, :now)
         ON CONFLICT (account) DO UPDATE SET max_bytes = :maxBytes, said_at = :now`,
        { account, maxBytes, now },
      ),
    );
  }
}

const dayMs = 86_400_000;
