import type { Clock } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import { type Protocol, protocols } from '../service.ts';
import type { Database, Row } from './database.ts';

export type FilterAction = 'allow' | 'deny';

/** Whose mail is taken: an address, `@domain` or `*`, as the sender or as a recipient. */
export interface AccountFilter {
  readonly id: number;
  readonly pattern: string;
  readonly direction: 'sender' | 'recipient';
  readonly action: FilterAction;
  readonly note: string;
  readonly createdAt: number;
}

/** Who may connect: a network in CIDR form (RFC 4632, RFC 4291 §2.3). */
export interface IpFilter {
  readonly id: number;
  readonly network: string;
  readonly protocol: Protocol | 'all';
  readonly action: FilterAction;
  readonly note: string;
  readonly createdAt: number;
}

type New<T> = Omit<T, 'id' | 'createdAt'>;

/** The rules by account and by network. All that changes runs inside {@link Database.write}. */
export class FilterStore {
  readonly #db: Database;
  readonly #clock: Clock;
  #ip: readonly IpFilter[] | undefined;
  #accounts: readonly AccountFilter[] | undefined;

  constructor({ db, clock }: { db: Database; clock: Clock }) {
    this.#db = db;
    this.#clock = clock;
  }

  /** In the order of their making. The same array until a rule changes, so that callers can keep what they make of it. */
  ip(): readonly IpFilter[] {
    this.#ip ??= this.#db.all('SELECT * FROM ip_filter ORDER BY id').map(toIpFilter);
    return this.#ip;
  }

  /** Like {@link ip}. */
  accounts(): readonly AccountFilter[] {
    this.#accounts ??= this.#db.all('SELECT * FROM account_filter ORDER BY id').map(toAccountFilter);
    return this.#accounts;
  }

  /** A rule for the same network and protocol is replaced. */
  setIp({ network, protocol, action, note }: New<IpFilter>): number {
    this.#forget();
    return this.#db.run(
      `INSERT OR REPLACE INTO ip_filter (network, protocol, action, note, created_at)
       VALUES (:network, :protocol, :action, :note, :now)`,
      { network, protocol, action, note, now: this.#clock.now() },
    );
  }

  /** A rule for the same pattern and direction is replaced. */
  setAccount({ pattern, direction, action, note }: New<AccountFilter>): number {
    this.#forget();
    return this.#db.run(
      `INSERT OR REPLACE INTO account_filter (pattern, direction, action, note, created_at)
       VALUES (:pattern, :direction, :action, :note, :now)`,
      { pattern, direction, action, note, now: this.#clock.now() },
    );
  }

  /** Gives what was removed. Throws `server.filterUnknown`. */
  removeIp(id: number): IpFilter {
    const filter = this.ip().find((one) => one.id === id);
    if (!filter) throw new MailError('server.filterUnknown', { data: { id } });
    this.#forget();
    this.#db.run('DELETE FROM ip_filter WHERE id = :id', { id });
    return filter;
  }

  /** Gives what was removed. Throws `server.filterUnknown`. */
  removeAccount(id: number): AccountFilter {
    const filter = this.accounts().find((one) => one.id === id);
    if (!filter) throw new MailError('server.filterUnknown', { data: { id } });
    this.#forget();
    this.#db.run('DELETE FROM account_filter WHERE id = :id', { id });
    return filter;
  }

  /** Only once the change is on disk do others see it; one that is taken back is read again as it was. */
  #forget(): void {
    this.#db.afterCommit(() => {
      this.#ip = undefined;
      this.#accounts = undefined;
    });
  }
}

function toIpFilter(row: Row): IpFilter {
  return {
    ...ruleOf(row),
    network: String(row['network']),
    protocol: protocols.find((protocol) => protocol === row['protocol']) ?? 'all',
  };
}

function toAccountFilter(row: Row): AccountFilter {
  return {
    ...ruleOf(row),
    pattern: String(row['pattern']),
    direction: row['direction'] === 'sender' ? 'sender' : 'recipient',
  };
}

function ruleOf(row: Row) {
  const action: FilterAction = row['action'] === 'allow' ? 'allow' : 'deny';
  return { id: Number(row['id']), action, note: String(row['note']), createdAt: Number(row['created_at']) };
}
