import type { Clock } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import { type Random, randomId } from '../../base/random.ts';
import {
  type Identity,
  type IdentityConfig,
  type IdentityId,
  identityConfig,
  identityId,
} from '../../protocol/identities.ts';
import { mainIdentity, mainIdOf } from '../accounts/mainIdentity.ts';
import type { AccountStore } from './accounts.ts';
import type { Database, Row } from './database.ts';

/** Identities in user.db. Each account has its main one without a row: its name and address are the account's. */
export class IdentityStore {
  readonly #db: Database;
  readonly #accounts: Pick<AccountStore, 'all' | 'get'>;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor({
    user,
    accounts,
    clock,
    random,
  }: { user: Database; accounts: Pick<AccountStore, 'all' | 'get'>; clock: Clock; random: Random }) {
    this.#db = user;
    this.#accounts = accounts;
    this.#clock = clock;
    this.#random = random;
  }

  /** In the order of their accounts, each main one first. */
  all(): readonly Identity[] {
    const rows = this.#db.all('SELECT id, account, config FROM identity ORDER BY position').map(toStored);
    return this.#accounts.all().flatMap((account) => {
      const main = mainIdentity(account, rows.find(({ id }) => id === mainIdOf(account.id))?.config);
      const others = rows
        .filter(({ id, config }) => config.account === account.id && id !== main.id)
        .map(({ id, config }) => ({ ...config, id, isMain: false }));
      return [main, ...others];
    });
  }

  /** Throws `identity.unknown` for an id that is none, `account.unknown`. */
  save(config: IdentityConfig, id?: IdentityId): IdentityId {
    this.#accounts.get(config.account);
    if (id !== undefined) this.#get(id);
    const own = id ?? identityId.parse(`i${randomId(this.#random)}`);
    this.#db.write('identity.save', () =>
      this.#db.run(
        `INSERT INTO identity (id, account, config, created_at) VALUES (:id, :account, :config, :now)
         ON CONFLICT (id) DO UPDATE SET account = excluded.account, config = excluded.config`,
        { id: own, account: config.account, config: JSON.stringify(config), now: this.#clock.now() },
      ),
    );
    return own;
  }

  /** Throws `identity.unknown`. A main one loses what was added to it. */
  remove(id: IdentityId): void {
    this.#get(id);
    this.#db.write('identity.remove', () => this.#db.run('DELETE FROM identity WHERE id = :id', { id }));
  }

  #get(id: IdentityId): Identity {
    const found = this.all().find((each) => each.id === id);
    if (!found) throw new MailError('identity.unknown', { retry: 'afterUser', data: { identity: id } });
    return found;
  }
}

function toStored(row: Row): { readonly id: IdentityId; readonly config: IdentityConfig } {
  return { id: identityId.parse(row['id']), config: identityConfig.parse(JSON.parse(String(row['config']))) };
}
