import type { Clock } from '../../base/clock.ts';
import type { Database } from './database.ts';

/** Lists that are remembered; those answered longest ago go. */
export const mailingListsMax = 1_000;

/** Addresses that many people read behind, as the mails that came by them said: a draft no longer has those mails. */
export class MailingListStore {
  readonly #db: Database;
  readonly #clock: Clock;

  constructor({ user, clock }: { user: Database; clock: Clock }) {
    this.#db = user;
    this.#clock = clock;
  }

  has(address: string): boolean {
    return this.#db.get('SELECT 1 FROM mailing_list WHERE address = :address', { address }) !== undefined;
  }

  /** `addresses`: of List-Post (RFC 2369 §3.4). */
  note(addresses: readonly string[]): void {
    if (addresses.length === 0) return;
    this.#db.write('mailingList.note', () => {
      for (const address of addresses)
        this.#db.run('INSERT OR REPLACE INTO mailing_list (address, answered_at) VALUES (:address, :now)', {
          address,
          now: this.#clock.now(),
        });
      this.#db.run(
        `DELETE FROM mailing_list WHERE address NOT IN
         (SELECT address FROM mailing_list ORDER BY answered_at DESC LIMIT ${mailingListsMax})`,
      );
    });
  }
}
