/** The server's one SQLite file and its single writer. The only importer of SQLite in the server, with `lock.ts`. */
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { assert } from '../../base/assert.ts';
import { MailError } from '../../base/errors.ts';

export type Row = Record<string, SQLOutputValue>;
export type Parameters = Record<string, SQLInputValue>;

/** A schema version; frozen once released, a change is a new one. */
export interface Migration {
  readonly version: number;
  readonly sql: string;
}

/**
 * What a transaction outlives once {@link Database.write} has returned: a loss of power (the disk was waited for), or the end
 * of this process only (the system has it; it writes it when it likes).
 */
export type Outlives = 'powerLoss' | 'crash';

/** Pages of the log at which it is written back to the database; the default of 1,000 writes each hot page much more often. */
const checkpointPages = 8_000;

/** Synchronous; a transaction is on disk when {@link write} returns, so an answer may follow. */
export class Database {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #afterCommit: (() => void)[] = [];

  /** `path` may be `:memory:`. Throws `store.newer` for a file of a newer program, `store.damaged` for no database. */
  constructor(path: string, migrations: readonly Migration[], outlives: Outlives = 'powerLoss') {
    this.#db = new DatabaseSync(path, { timeout: 2_000 });
    try {
      for (const pragma of [
        'locking_mode = EXCLUSIVE',
        'journal_mode = WAL',
        `synchronous = ${outlives === 'powerLoss' ? 'FULL' : 'NORMAL'}`,
        `wal_autocheckpoint = ${checkpointPages}`,
        'foreign_keys = ON',
      ]) {
        this.#db.exec(`PRAGMA ${pragma}`);
      }
      this.#migrate(migrations);
    } catch (error) {
      this.#db.close();
      if (error instanceof MailError) throw error;
      throw new MailError('store.damaged', { cause: error, data: { path } });
    }
  }

  all(sql: string, parameters: Parameters = {}): Row[] {
    return this.#statement(sql).all(parameters);
  }

  get(sql: string, parameters: Parameters = {}): Row | undefined {
    return this.#statement(sql).get(parameters);
  }

  /** Runs a change inside {@link write}; gives the new row's id. */
  run(sql: string, parameters: Parameters = {}): number {
    assert(this.#db.isTransaction, 'a change belongs inside write()');
    return Number(this.#statement(sql).run(parameters).lastInsertRowid);
  }

  /** One transaction: all or nothing. What was given to {@link afterCommit} runs behind it. */
  write<T>(change: () => T): T {
    assert(!this.#db.isTransaction, 'transactions do not nest');
    this.#db.exec('BEGIN IMMEDIATE');
    let result: T;
    try {
      result = change();
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#afterCommit = [];
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
    const tasks = this.#afterCommit;
    this.#afterCommit = [];
    for (const task of tasks) task();
    return result;
  }

  afterCommit(task: () => void): void {
    assert(this.#db.isTransaction, 'afterCommit belongs inside write()');
    this.#afterCommit.push(task);
  }

  close(): void {
    this.#statements.clear();
    if (this.#db.isOpen) this.#db.close();
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #migrate(migrations: readonly Migration[]): void {
    const version = Number(this.#db.prepare('PRAGMA user_version').get()?.['user_version']);
    if (version > (migrations.at(-1)?.version ?? 0)) throw new MailError('store.newer', { data: { version } });
    for (const migration of migrations.filter((one) => one.version > version)) {
      this.#db.exec(`BEGIN; ${migration.sql}; PRAGMA user_version = ${migration.version}; COMMIT`);
    }
  }
}
