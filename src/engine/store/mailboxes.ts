import type { Clock } from '../../base/clock.ts';
import { type Random, randomId } from '../../base/random.ts';
import { type AccountId, type MailboxId, mailboxId } from '../../protocol/records.ts';
import type { Database } from './database.ts';

/** The lasting identity of mailboxes, in user.db: message ids hold on to it while cache.db may go at any time. */
export class MailboxIdentityStore {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor({ user, clock, random }: { user: Database; clock: Clock; random: Random }) {
    this.#db = user;
    this.#clock = clock;
    this.#random = random;
  }

  /** The id for a path, made when it is seen first. Only inside or outside a write of user.db, never of another. */
  idFor(account: AccountId, path: string): MailboxId {
    const found = this.#db.get('SELECT id FROM mailbox WHERE account = :account AND path = :path', { account, path });
    if (found) return mailboxId.parse(found['id']);
    const id = mailboxId.parse(`m${randomId(this.#random)}`);
    this.#db.write('mailbox.identify', () =>
      this.#db.run('INSERT INTO mailbox (id, account, path, created_at) VALUES (:id, :account, :path, :now)', {
        id,
        account,
        path,
        now: this.#clock.now(),
      }),
    );
    return id;
  }

  /** Where a mailbox is; undefined when it never was. */
  find(id: MailboxId): { readonly account: string; readonly path: string } | undefined {
    const row = this.#db.get('SELECT account, path FROM mailbox WHERE id = :id', { id });
    return row && { account: String(row['account']), path: String(row['path']) };
  }

  /** Mailboxes renamed on the server keep their ids; one that was seen under such a path meanwhile loses its own. */
  rename(account: AccountId, renamed: readonly { readonly id: MailboxId; readonly path: string }[]): void {
    this.#db.write('mailbox.rename', () => {
      for (const { id, path } of renamed) {
        const values = { id, path, account };
        this.#db.run('DELETE FROM mailbox WHERE account = :account AND path = :path AND id <> :id', values);
        this.#db.run('UPDATE mailbox SET path = :path WHERE id = :id AND account = :account', values);
      }
    });
  }
}
