import type { Clock } from '../../base/clock.ts';
import type { Database } from './database.ts';

/** An address that stands for others, here or elsewhere; a group is one with several members. */
export interface Alias {
  readonly address: string;
  readonly members: readonly string[];
}

/** Where a user's mail goes besides. */
export interface Forwarding {
  readonly to: readonly string[];
  /** Whether the user has it too. */
  readonly keepsCopy: boolean;
}

/** Aliases, groups and forwarding: who stands for whom. All that changes runs inside {@link Database.write}. */
export class AliasStore {
  readonly #db: Database;
  readonly #clock: Clock;

  constructor({ db, clock }: { db: Database; clock: Clock }) {
    this.#db = db;
    this.#clock = clock;
  }

  /** One page by address, and how many there are on all pages. `search`: a piece of an address or of a member's. */
  list({ search = '', offset = 0, limit = 100 }: { search?: string; offset?: number; limit?: number } = {}): {
    aliases: Alias[];
    total: number;
  } {
    const where = `WHERE instr(address, :search) > 0 OR EXISTS (
      SELECT 1 FROM alias_member WHERE alias = alias.address AND instr(member, :search) > 0)`;
    const wanted = { search: search.toLowerCase() };
    const rows = this.#db.all(`SELECT address FROM alias ${where} ORDER BY address LIMIT :limit OFFSET :offset`, {
      ...wanted,
      limit,
      offset,
    });
    const total = Number(this.#db.get(`SELECT count(*) AS total FROM alias ${where}`, wanted)?.['total']);
    const aliases = rows
      .map((row) => String(row['address']))
      .map((address) => ({ address, ...this.#members(address) }));
    return { aliases, total };
  }

  find(address: string): Alias | undefined {
    if (!this.#db.get('SELECT 1 FROM alias WHERE address = :address', { address })) return undefined;
    return { address, ...this.#members(address) };
  }

  /** Makes the alias, or gives it these members. */
  set(address: string, members: readonly string[]): void {
    this.#db.run('INSERT OR IGNORE INTO alias (address, created_at) VALUES (:address, :now)', {
      address,
      now: this.#clock.now(),
    });
    this.#db.run('DELETE FROM alias_member WHERE alias = :address', { address });
    for (const member of members) {
      this.#db.run('INSERT OR IGNORE INTO alias_member (alias, member) VALUES (:address, :member)', {
        address,
        member,
      });
    }
  }

  remove(address: string): void {
    this.#db.run('DELETE FROM alias WHERE address = :address', { address });
  }

  forwarding(userId: number): Forwarding {
    const rows = this.#db.all('SELECT address FROM forward WHERE user_id = :userId ORDER BY address', { userId });
    const copy = this.#db.get('SELECT keeps_copy FROM user WHERE id = :userId', { userId });
    return { to: rows.map((row) => String(row['address'])), keepsCopy: copy?.['keeps_copy'] !== 0 };
  }

  setForwarding(userId: number, { to, keepsCopy }: Forwarding): void {
    this.#db.run('DELETE FROM forward WHERE user_id = :userId', { userId });
    for (const address of to) {
      this.#db.run('INSERT OR IGNORE INTO forward (user_id, address) VALUES (:userId, :address)', { userId, address });
    }
    this.#db.run('UPDATE user SET keeps_copy = :keepsCopy WHERE id = :userId', {
      userId,
      keepsCopy: Number(keepsCopy),
    });
  }

  /** Whoever had this address in a list has the other now: somebody was renamed. */
  replaceMember(from: string, to: string): void {
    for (const [table, column] of memberColumns) {
      this.#db.run(`UPDATE OR IGNORE ${table} SET ${column} = :to WHERE ${column} = :from`, { from, to });
      this.#db.run(`DELETE FROM ${table} WHERE ${column} = :from`, { from });
    }
  }

  /** Takes the address out of every list, and lists that are empty then: nobody who gets it later inherits mail. */
  removeMember(address: string): void {
    for (const [table, column] of memberColumns) {
      this.#db.run(`DELETE FROM ${table} WHERE ${column} = :address`, { address });
    }
    this.#db.run('DELETE FROM alias WHERE NOT EXISTS (SELECT 1 FROM alias_member WHERE alias = alias.address)');
    this.#db.run(
      'UPDATE user SET keeps_copy = 1 WHERE keeps_copy = 0 AND NOT EXISTS (SELECT 1 FROM forward WHERE user_id = user.id)',
    );
  }

  /** Aliases in a domain. */
  countIn(domain: string): number {
    const sql = "SELECT count(*) AS total FROM alias WHERE substr(address, instr(address, '@') + 1) = :domain";
    const row = this.#db.get(sql, { domain });
    return Number(row?.['total']);
  }

  #members(alias: string): { members: string[] } {
    const rows = this.#db.all('SELECT member FROM alias_member WHERE alias = :alias ORDER BY member', { alias });
    return { members: rows.map((row) => String(row['member'])) };
  }
}

const memberColumns = [
  ['alias_member', 'member'],
  ['forward', 'address'],
] as const;
