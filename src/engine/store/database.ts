import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { assert } from '../../base/assert.ts';
import { MailError, messageOf } from '../../base/errors.ts';

/** One step of a schema. Frozen once released; a change is a new step. */
export interface Migration {
  /** 1, 2, 3 … without gaps. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

export interface DatabaseOptions {
  readonly migrations: readonly Migration[];
  /** `full` for what exists nowhere else, `normal` for what a server can give again. */
  readonly durability: 'full' | 'normal';
  /** Copies the file aside before an existing database is migrated. */
  readonly backUp?: (version: number) => void;
}

export type Row = { readonly [column: string]: SQLInputValue | undefined };
export type Parameters = { readonly [name: string]: SQLInputValue };

/** How long a statement waits for another process that holds the file, ms. */
const busyTimeoutMs = 2_000;
/** Prepared statements kept, twice at most: more than all that stand in the code. */
const statementsMax = 200;
/** What the write-ahead log keeps of the disk once its pages are in the file, bytes: it never shrinks by itself. */
const logKeptBytes = 8 * 1024 * 1024;
/** Pages in the log at which they go into the file: a list waits for the disk half as often as with SQLite's 1,000. */
const logMaxPages = 2_000;

/**
 * One SQLite file with its single writer. Everything is synchronous: between BEGIN and COMMIT no other code runs.
 * Throws `store.newer` when the file's schema is newer than this program, `store.damaged`, `store.full`, `store.tooBusy`.
 */
export class Database {
  readonly #db: DatabaseSync;
  /** Statements used lately, and those before: where searches make statements without end, the longest unused go. */
  #statements = new Map<string, StatementSync>();
  #earlier = new Map<string, StatementSync>();
  readonly #afterCommit: (() => void)[] = [];
  readonly #syncsEach: boolean;
  #writing = false;

  /** `path` may be `:memory:`. Opens, migrates forward and takes the file for this process alone. */
  constructor(path: string, { migrations, durability, backUp }: DatabaseOptions) {
    this.#db = guarded(() => new DatabaseSync(path, { timeout: busyTimeoutMs }));
    this.#syncsEach = durability === 'full';
    guarded(() => {
      // EXCLUSIVE before WAL: the index of the log then lives in this process's memory and needs no shared file.
      this.#db.exec('PRAGMA locking_mode = EXCLUSIVE');
      this.#db.exec('PRAGMA journal_mode = WAL');
      this.#db.exec(`PRAGMA synchronous = ${durability === 'full' ? 'FULL' : 'NORMAL'}`);
      this.#db.exec(`PRAGMA journal_size_limit = ${logKeptBytes}`);
      this.#db.exec(`PRAGMA wal_autocheckpoint = ${logMaxPages}`);
      this.#db.exec('PRAGMA foreign_keys = ON');
      this.#db.exec('PRAGMA trusted_schema = OFF');
      this.#db.exec('PRAGMA cache_size = -8000'); // A listing of 100,000 took as long with 16 MB.
    });
    this.#migrate(migrations, backUp);
  }

  get schemaVersion(): number {
    return Number(this.get('PRAGMA user_version')?.['user_version'] ?? 0);
  }

  /** All rows of a query. Values are bound by name (`:name`). */
  all(sql: string, parameters: Parameters = {}): readonly Row[] {
    return guarded(() => this.#statement(sql).all(parameters));
  }

  /** The first row of a query. */
  get(sql: string, parameters: Parameters = {}): Row | undefined {
    return guarded(() => this.#statement(sql).get(parameters));
  }

  /** Rows one by one, for results too large to hold. No write may happen while it is open. */
  *each(sql: string, parameters: Parameters = {}): Generator<Row> {
    yield* this.#statement(sql).iterate(parameters);
  }

  /** Changes rows. Only inside {@link write}. */
  run(sql: string, parameters: Parameters = {}): { readonly changes: number; readonly lastRowId: number } {
    assert(this.#writing, 'rows change only inside write()');
    const result = guarded(() => this.#statement(sql).run(parameters));
    return { changes: Number(result.changes), lastRowId: Number(result.lastInsertRowid) };
  }

  /** The same statement for each list of values, bound by their order: half the cost of names where rows are many. */
  runEach(sql: string, rows: Iterable<readonly SQLInputValue[]>): void {
    assert(this.#writing, 'rows change only inside write()');
    guarded(() => {
      const statement = this.#statement(sql);
      for (const values of rows) statement.run(...values);
    });
  }

  /** One transaction: all of `change` or nothing. `name` says what for, in errors. Not nested. */
  write<T>(name: string, change: () => T): T {
    assert(!this.#writing, `write "${name}" must not start inside another`);
    guarded(() => this.#statement('BEGIN IMMEDIATE').run());
    this.#writing = true;
    let result: T;
    try {
      result = change();
      guarded(() => this.#statement('COMMIT').run());
    } catch (error) {
      this.#afterCommit.length = 0;
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    } finally {
      this.#writing = false;
    }
    for (const task of this.#afterCommit.splice(0)) task();
    return result;
  }

  /**
   * {@link write} for what can be found out or done again: the disk is not waited for. It survives the end of the process, and
   * reaches the disk with the next write that waits, in order; until then a loss of power takes it back as if it had never been.
   */
  writeSoon<T>(name: string, change: () => T): T {
    if (!this.#syncsEach) return this.write(name, change);
    guarded(() => this.#db.exec('PRAGMA synchronous = NORMAL')); // https://www.sqlite.org/pragma.html#pragma_synchronous
    try {
      return this.write(name, change);
    } finally {
      guarded(() => this.#db.exec('PRAGMA synchronous = FULL'));
    }
  }

  /**
   * Several changes in one transaction, so that they wait for the disk once. One that throws is taken back alone; gives what
   * each came to, in order. Throws what {@link write} throws: then nothing of any of them is there.
   */
  writeEach(name: string, changes: readonly (() => void)[]): readonly PromiseSettledResult<void>[] {
    return this.write(name, () => changes.map((change) => this.#writeOne(change)));
  }

  /** {@link writeEach}, as {@link writeSoon} is to {@link write}. */
  writeEachSoon(name: string, changes: readonly (() => void)[]): readonly PromiseSettledResult<void>[] {
    return this.writeSoon(name, () => changes.map((change) => this.#writeOne(change)));
  }

  #writeOne(change: () => void): PromiseSettledResult<void> {
    this.run('SAVEPOINT one'); // https://www.sqlite.org/lang_savepoint.html
    try {
      change();
      return { status: 'fulfilled', value: undefined };
    } catch (reason) {
      if (!this.#db.isTransaction) throw reason; // A full disk ends the whole.
      this.run('ROLLBACK TO one');
      return { status: 'rejected', reason };
    } finally {
      if (this.#db.isTransaction) this.run('RELEASE one');
    }
  }

  /** Runs `task` once the transaction under way has committed; dropped when it rolls back. For events. */
  afterCommit(task: () => void): void {
    assert(this.#writing, 'afterCommit belongs inside write()');
    this.#afterCommit.push(task);
  }

  /** Throws `store.damaged` unless SQLite's own check finds the file sound. */
  checkIntegrity(): void {
    const row = this.get('PRAGMA quick_check(1)');
    if (row?.['quick_check'] !== 'ok')
      throw new MailError('store.damaged', { data: { detail: String(row?.['quick_check']) } });
  }

  close(): void {
    this.#statements.clear();
    this.#earlier.clear();
    if (this.#db.isOpen) this.#db.close();
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#earlier.get(sql) ?? this.#db.prepare(sql);
    if (this.#statements.size >= statementsMax) {
      this.#earlier = this.#statements;
      this.#statements = new Map();
    }
    this.#statements.set(sql, statement);
    return statement;
  }

  #migrate(migrations: readonly Migration[], backUp: ((version: number) => void) | undefined): void {
    const from = this.schemaVersion;
    const newest = migrations.at(-1)?.version ?? 0;
    if (from > newest) {
      this.close();
      throw new MailError('store.newer', { data: { found: from, known: newest } });
    }
    if (from === newest) return;
    if (from > 0) backUp?.(from);
    for (const migration of migrations.slice(from)) {
      assert(migration.version === this.schemaVersion + 1, `migration ${migration.name} comes in its order`);
      this.write(`migrate ${migration.name}`, () => {
        this.#db.exec(migration.sql);
        this.#db.exec(`PRAGMA user_version = ${migration.version}`);
      });
    }
  }
}

/** Runs `work` and gives SQLite's errors our codes. https://www.sqlite.org/rescode.html */
function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toStoreError(error);
  }
}

/** SQLite's error as one of ours; any other as it is. */
export function toStoreError(error: unknown): unknown {
  const code = typeof error === 'object' && error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  const data = { detail: messageOf(error) };
  if (code === 11 || code === 26) return new MailError('store.damaged', { cause: error, data }); // CORRUPT, NOTADB
  if (code === 13) return new MailError('store.full', { retry: 'afterUser', cause: error, data }); // FULL
  if (code === 5 || code === 6) return new MailError('store.tooBusy', { retry: 'later', cause: error, data }); // BUSY, LOCKED
  return error;
}
