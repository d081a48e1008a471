import type { Clock } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import { type Random, randomId } from '../../base/random.ts';
import { type AccountConfig, type AccountId, accountConfig, accountId } from '../../protocol/records.ts';
import type { Database, Row } from './database.ts';

export interface StoredAccount {
  readonly id: AccountId;
  readonly config: AccountConfig;
}

/** Accounts in user.db, in the order they were added. */
export class AccountStore {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor({ user, clock, random }: { user: Database; clock: Clock; random: Random }) {
    this.#db = user;
    this.#clock = clock;
    this.#random = random;
  }

  all(): readonly StoredAccount[] {
    return this.#db.all('SELECT id, config FROM account ORDER BY position').map(toAccount);
  }

  find(id: AccountId): StoredAccount | undefined {
    const row = this.#db.get('SELECT id, config FROM account WHERE id = :id', { id });
    return row && toAccount(row);
  }

  /** Throws `account.unknown`. */
  get(id: AccountId): StoredAccount {
    const account = this.find(id);
    if (!account) throw new MailError('account.unknown', { data: { account: id } });
    return account;
  }

  /** Throws `account.exists` for an id that is taken, or an address that is there already with the same incoming server. */
  add(config: AccountConfig, id?: AccountId): AccountId {
    const taken = this.all().some((other) => other.id === id || sameMailbox(other.config, config));
    if (taken) throw new MailError('account.exists', { data: { address: config.address } });
    const fresh = id ?? accountId.parse(`a${randomId(this.#random)}`);
    this.#db.write('account.add', () =>
      this.#db.run('INSERT INTO account (id, config, created_at) VALUES (:id, :config, :now)', {
        id: fresh,
        config: JSON.stringify(config),
        now: this.#clock.now(),
      }),
    );
    return fresh;
  }

  /** Throws `account.unknown`. */
  update(id: AccountId, config: AccountConfig): void {
    this.get(id);
    this.#db.write('account.update', () =>
      this.#db.run('UPDATE account SET config = :config WHERE id = :id', { id, config: JSON.stringify(config) }),
    );
  }

  /** Forgets the account and all in user.db that hangs on it. */
  remove(id: AccountId): void {
    this.get(id);
    this.#db.write('account.remove', () => this.#db.run('DELETE FROM account WHERE id = :id', { id }));
  }
}

function toAccount(row: Row): StoredAccount {
  return { id: accountId.parse(row['id']), config: accountConfig.parse(JSON.parse(String(row['config']))) };
}

function sameMailbox(a: AccountConfig, b: AccountConfig): boolean {
  const host = (config: AccountConfig) => (config.imap ?? config.pop3 ?? config.smtp)?.host.toLowerCase();
  return a.address.toLowerCase() === b.address.toLowerCase() && host(a) === host(b);
}
