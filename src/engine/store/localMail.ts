/**
 * mail.db: mailboxes that are kept here, because the account's server has none (POP3). Their messages' bytes may be the only
 * copy: every change is on disk when it returns. UIDs rise and are never given twice.
 */
import type { Clock } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import { type AccountId, type MailboxId, mailboxId, type SpecialUse, specialUse } from '../../protocol/records.ts';
import type { Database, Row } from './database.ts';
import type { MessageKey } from './messageKey.ts';
import { changedFlags, splitFlags } from './messages.ts';
import type { Move } from './operations.ts';

/** Between the names of a path. */
export const localDelimiter = '/';

export interface LocalMailbox {
  readonly id: MailboxId;
  readonly account: AccountId;
  readonly path: string;
  readonly specialUse: SpecialUse | null;
  readonly uidValidity: number;
  readonly uidNext: number;
  /** Rises with every change. */
  readonly modSeq: number;
}

export interface LocalMessage {
  readonly uid: number;
  readonly flags: readonly string[];
  readonly internalDate: number;
  readonly bytes: Uint8Array;
}

export interface NewLocalMessage {
  readonly bytes: Uint8Array;
  readonly flags: readonly string[];
  readonly internalDate: number;
}

/** What became of an operation: where messages went, and those that were not there. */
export interface LocalOutcome {
  readonly moves: readonly Move[];
  readonly missing: readonly MessageKey[];
}

export interface LocalMailDeps {
  readonly clock: Clock;
  /** Opens mail.db; not asked before somebody has such an account. */
  readonly open: () => Database;
}

export class LocalMailStore {
  readonly #clock: Clock;
  readonly #open: () => Database;
  #opened: Database | undefined;

  constructor({ clock, open }: LocalMailDeps) {
    this.#clock = clock;
    this.#open = open;
  }

  /** The file, for who keeps more in it beside messages; opened at the first use. */
  get db(): Database {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  close(): void {
    this.#opened?.close();
    this.#opened = undefined;
  }

  /** Makes the account's mailboxes that are missing. */
  ensure(
    account: AccountId,
    wanted: readonly { readonly id: MailboxId; readonly path: string; readonly specialUse: SpecialUse | null }[],
  ): void {
    const known = new Set(this.mailboxes(account).map(({ id }) => id));
    const missing = wanted.filter(({ id }) => !known.has(id));
    if (missing.length === 0) return;
    this.db.write('localMail.ensure', () => {
      this.db.run('INSERT OR IGNORE INTO account (id, fetched_at) VALUES (:account, 0)', { account });
      for (const { id, path, specialUse: use } of missing) this.#addMailbox(account, id, path, use);
    });
  }

  mailboxes(account: AccountId): readonly LocalMailbox[] {
    const rows = this.db.all('SELECT * FROM mailbox WHERE account = :account ORDER BY path', { account });
    return rows.map((row) => toMailbox(row, account));
  }

  mailbox(account: AccountId, id: MailboxId): LocalMailbox | undefined {
    const row = this.db.get('SELECT * FROM mailbox WHERE id = :id', { id });
    return row && toMailbox(row, account);
  }

  /** UID → flags as one text, of a whole mailbox. */
  uidFlags(mailbox: MailboxId): ReadonlyMap<number, string> {
    const rows = this.db.all('SELECT uid, flags FROM message WHERE mailbox = :mailbox', { mailbox });
    return new Map(rows.map((row) => [Number(row['uid']), String(row['flags'])]));
  }

  message(mailbox: MailboxId, uid: number): LocalMessage | undefined {
    const sql = `SELECT message.uid, message.flags, message.internal_date, content.bytes FROM message
      JOIN content ON content.id = message.content WHERE message.mailbox = :mailbox AND message.uid = :uid`;
    const row = this.db.get(sql, { mailbox, uid });
    return row && toMessage(row);
  }

  /** Stores a message; gives its UID. On disk when it returns. */
  append(mailbox: MailboxId, message: NewLocalMessage): number {
    return this.db.write('localMail.append', () => this.insert(mailbox, message, 0));
  }

  /** The same inside a write; `fetched`: the row of `fetched` that it came by, 0 for none. */
  insert(mailbox: MailboxId, { bytes, flags, internalDate }: NewLocalMessage, fetched: number): number {
    const content = this.db.run('INSERT INTO content (bytes) VALUES (:bytes)', { bytes }).lastRowId;
    const uid = this.#nextUid(mailbox);
    this.db.run(
      `INSERT INTO message (mailbox, uid, flags, internal_date, size, content, fetched)
       VALUES (:mailbox, :uid, :flags, :internalDate, :size, :content, :fetched)`,
      { mailbox, uid, flags: flags.join(' '), internalDate, size: bytes.length, content, fetched },
    );
    return uid;
  }

  /** Changes flags; gives those that are not there. */
  changeFlags(
    keys: readonly MessageKey[],
    change: { readonly add: readonly string[]; readonly remove: readonly string[] },
  ): readonly MessageKey[] {
    return this.db.write('localMail.flags', () => {
      const missing: MessageKey[] = [];
      for (const key of keys) {
        const row = this.#row(key);
        if (!row) missing.push(key);
        else this.#setFlags(row, changedFlags(splitFlags(String(row['flags'])), change.add, change.remove));
      }
      this.#touch(keys);
      return missing;
    });
  }

  /** Removes messages for good. What is gone already is as it was wanted. */
  expunge(keys: readonly MessageKey[]): void {
    this.db.write('localMail.expunge', () => {
      for (const key of keys) {
        const row = this.#row(key);
        if (row) this.db.run('DELETE FROM message WHERE number = :number', { number: Number(row['number']) });
      }
      this.#touch(keys);
    });
  }

  /** Moves or copies, once for each `operation`: asked again after a crash it tells what it did. Throws `mailbox.gone`. */
  transfer(operation: string, kind: 'move' | 'copy', keys: readonly MessageKey[], target: MailboxId): LocalOutcome {
    return this.#once(operation, () => {
      const moves: Move[] = [];
      const missing: MessageKey[] = [];
      for (const from of keys) {
        const row = this.#row(from);
        if (!row) {
          missing.push(from);
          continue;
        }
        moves.push({
          from,
          to: this.#keyIn(target, kind === 'move' ? this.#moveRow(row, target) : this.#copyRow(row, target)),
        });
      }
      this.#touch([...keys, ...moves.flatMap(({ to }) => to ?? [])]);
      return { moves, missing };
    });
  }

  /** Stores the message of a waiting operation, once. Throws `mailbox.gone`. */
  appendOnce(operation: string, from: MessageKey, target: MailboxId, message: NewLocalMessage): LocalOutcome {
    return this.#once(operation, () => ({
      moves: [{ from, to: this.#keyIn(target, this.insert(target, message, 0)) }],
      missing: [],
    }));
  }

  /** The journal has these: what they came to need not be told again. */
  forgetApplied(waiting: ReadonlySet<string>): void {
    const known = this.db.all('SELECT operation FROM applied').map((row) => String(row['operation']));
    const gone = known.filter((operation) => !waiting.has(operation));
    if (gone.length === 0) return;
    this.db.writeSoon('localMail.forgetApplied', () => {
      for (const operation of gone) this.db.run('DELETE FROM applied WHERE operation = :operation', { operation });
    });
  }

  /** Makes a mailbox, unless it is there. */
  createMailbox(account: AccountId, id: MailboxId, path: string): void {
    if (this.mailboxes(account).some((known) => known.id === id || known.path === path)) return;
    this.db.write('localMail.createMailbox', () => this.#addMailbox(account, id, path, null));
  }

  /** Gives mailboxes other paths. */
  renameMailboxes(renamed: readonly { readonly id: MailboxId; readonly path: string }[]): void {
    this.db.write('localMail.renameMailboxes', () => {
      for (const { id, path } of renamed) this.db.run('UPDATE mailbox SET path = :path WHERE id = :id', { id, path });
    });
  }

  /** Removes a mailbox with its messages. */
  deleteMailbox(id: MailboxId): void {
    this.db.write('localMail.deleteMailbox', () => this.db.run('DELETE FROM mailbox WHERE id = :id', { id }));
  }

  /** How many messages are kept for the account. */
  countOf(account: AccountId): number {
    const sql =
      'SELECT count(*) AS n FROM message JOIN mailbox ON mailbox.id = message.mailbox WHERE mailbox.account = :account';
    return Number(this.db.get(sql, { account })?.['n'] ?? 0);
  }

  /** Accounts that have something here. */
  accounts(): readonly string[] {
    return this.db.all('SELECT id FROM account').map((row) => String(row['id']));
  }

  /** Removes all that is kept for an account. */
  forgetAccount(account: string): void {
    this.db.write('localMail.forgetAccount', () => this.db.run('DELETE FROM account WHERE id = :account', { account }));
  }

  #once(operation: string, work: () => LocalOutcome): LocalOutcome {
    const done = this.db.get('SELECT outcome FROM applied WHERE operation = :operation', { operation });
    if (done) return toOutcome(String(done['outcome']));
    return this.db.write('localMail.apply', () => {
      const outcome = work();
      this.db.run('INSERT INTO applied (operation, outcome) VALUES (:operation, :outcome)', {
        operation,
        outcome: JSON.stringify(outcome),
      });
      return outcome;
    });
  }

  #addMailbox(account: AccountId, id: MailboxId, path: string, use: SpecialUse | null): void {
    this.db.run(
      `INSERT INTO mailbox (id, account, path, special_use, uid_validity, uid_next, mod_seq)
       VALUES (:id, :account, :path, :use, :uidValidity, 1, 1)`,
      { id, account, path, use: use ?? '', uidValidity: this.#nextUidValidity() },
    );
  }

  /** Rises for ever: a mailbox that is made again under the same id names its messages otherwise. */
  #nextUidValidity(): number {
    const last = Number(this.db.get(`SELECT value FROM counter WHERE name = 'uidValidity'`)?.['value'] ?? 0);
    const value = Math.max(last + 1, Math.floor(this.#clock.now() / 1_000));
    this.db.run(`UPDATE counter SET value = :value WHERE name = 'uidValidity'`, { value });
    return value;
  }

  #nextUid(mailbox: MailboxId): number {
    const row = this.db.get('SELECT uid_next FROM mailbox WHERE id = :mailbox', { mailbox });
    if (!row) throw new MailError('mailbox.gone');
    this.db.run('UPDATE mailbox SET uid_next = uid_next + 1, mod_seq = mod_seq + 1 WHERE id = :mailbox', { mailbox });
    return Number(row['uid_next']);
  }

  #keyIn(mailbox: MailboxId, uid: number): MessageKey {
    const row = this.db.get('SELECT uid_validity FROM mailbox WHERE id = :mailbox', { mailbox });
    return { mailbox, uidValidity: Number(row?.['uid_validity']), uid };
  }

  #row({ mailbox, uidValidity, uid }: MessageKey): Row | undefined {
    const sql = `SELECT message.* FROM message JOIN mailbox ON mailbox.id = message.mailbox
      WHERE message.mailbox = :mailbox AND mailbox.uid_validity = :uidValidity AND message.uid = :uid`;
    return this.db.get(sql, { mailbox, uidValidity, uid });
  }

  #setFlags(row: Row, flags: readonly string[]): void {
    this.db.run('UPDATE message SET flags = :flags WHERE number = :number', {
      number: Number(row['number']),
      flags: flags.join(' '),
    });
  }

  #moveRow(row: Row, target: MailboxId): number {
    const uid = this.#nextUid(target);
    this.db.run('UPDATE message SET mailbox = :target, uid = :uid WHERE number = :number', {
      ...{ number: Number(row['number']), target, uid },
    });
    return uid;
  }

  /** The copy has not been fetched: when it goes, the server's message stays. */
  #copyRow(row: Row, target: MailboxId): number {
    const uid = this.#nextUid(target);
    this.db.run(
      `INSERT INTO message (mailbox, uid, flags, internal_date, size, content, fetched)
       SELECT :target, :uid, flags, internal_date, size, content, 0 FROM message WHERE number = :number`,
      { number: Number(row['number']), target, uid },
    );
    return uid;
  }

  #touch(keys: readonly MessageKey[]): void {
    for (const mailbox of new Set(keys.map((key) => key.mailbox)))
      this.db.run('UPDATE mailbox SET mod_seq = mod_seq + 1 WHERE id = :mailbox', { mailbox });
  }
}

function toMailbox(row: Row, account: AccountId): LocalMailbox {
  const use = String(row['special_use']);
  return {
    id: mailboxId.parse(row['id']),
    account,
    path: String(row['path']),
    specialUse: use === '' ? null : specialUse.parse(use),
    uidValidity: Number(row['uid_validity']),
    uidNext: Number(row['uid_next']),
    modSeq: Number(row['mod_seq']),
  };
}

function toMessage(row: Row): LocalMessage {
  const bytes = row['bytes'];
  return {
    uid: Number(row['uid']),
    flags: splitFlags(String(row['flags'])),
    internalDate: Number(row['internal_date']),
    bytes: bytes instanceof Uint8Array ? bytes : new Uint8Array(),
  };
}

function toOutcome(text: string): LocalOutcome {
  const { moves, missing } = JSON.parse(text);
  return { moves: moves.map(({ from, to }: Move) => ({ from, to })), missing };
}
