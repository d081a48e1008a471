import type { AccountId } from '../../protocol/records.ts';
import type { Database } from './database.ts';

/** How a person answered the wish for a receipt, in user.db: not every server can keep `$MDNSent` (RFC 3503). */
export class ReceiptAnswers {
  readonly #db: Database;

  constructor(user: Database) {
    this.#db = user;
  }

  has(account: AccountId, messageId: string): boolean {
    const key = { account, messageId };
    return (
      this.#db.get('SELECT 1 FROM receipt_answer WHERE account = :account AND message_id = :messageId', key) !==
      undefined
    );
  }

  set(account: AccountId, messageId: string, answer: 'sent' | 'declined', at: number): void {
    this.#db.write('receipt.answer', () =>
      this.#db.run(
        'INSERT OR REPLACE INTO receipt_answer (account, message_id, answer, answered_at) VALUES (:account, :messageId, :answer, :at)',
        { account, messageId, answer, at },
      ),
    );
  }
}
