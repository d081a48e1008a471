/** cache.db: mailboxes as the server lists them, and how far each is in step. */
import { MailError } from '../../base/errors.ts';
import {
  type AccountId,
  accountId,
  type MailboxId,
  mailboxId,
  type SpecialUse,
  specialUse,
} from '../../protocol/records.ts';
import type { Database, Row } from './database.ts';

export interface ListedState {
  readonly id: MailboxId;
  readonly account: AccountId;
  readonly path: string;
  readonly name: string;
  readonly delimiter: string;
  readonly specialUse: SpecialUse | null;
  readonly selectable: boolean;
  readonly subscribed: boolean;
  /** From STATUS; undefined keeps what is known. */
  readonly status:
    | {
        readonly messages: number;
        readonly unseen: number;
        readonly uidNext: number;
        readonly modSeq: string;
        readonly bytes?: number | undefined;
      }
    | undefined;
}

export interface MailboxState {
  /** Short name inside cache.db; never leaves it. */
  readonly number: number;
  readonly id: MailboxId;
  readonly account: AccountId;
  readonly path: string;
  readonly name: string;
  readonly delimiter: string;
  readonly specialUse: SpecialUse | null;
  readonly selectable: boolean;
  readonly subscribed: boolean;
  readonly uidValidity: number;
  /** What the cache has seen up to; new mail has this UID or a higher one. */
  readonly uidNext: number;
  /** What the cache is in step with; '' = never was, or the server has none. */
  readonly highestModSeq: string;
  /** Every message of the mailbox has been listed once. */
  readonly listed: boolean;
  readonly server: {
    readonly total: number;
    readonly unread: number;
    readonly uidNext: number;
    readonly modSeq: string;
    /** Of all its messages (RFC 8438); undefined where the server does not tell. */
    readonly bytes: number | undefined;
  };
  readonly syncedAt: number;
  /** What the server calls it under any path (RFC 8474 MAILBOXID); '' where it does not tell. */
  readonly objectId: string;
}

export interface InStep {
  readonly uidValidity: number;
  readonly uidNext: number;
  readonly highestModSeq: string;
  readonly listed: boolean;
  readonly syncedAt: number;
}

export class MailboxStateStore {
  readonly #db: Database;

  constructor({ cache }: { cache: Database }) {
    this.#db = cache;
  }

  all(account?: AccountId): readonly MailboxState[] {
    if (account === undefined) return this.#db.all('SELECT * FROM mailbox ORDER BY account, position').map(toState);
    return this.#db.all('SELECT * FROM mailbox WHERE account = :account ORDER BY position', { account }).map(toState);
  }

  find(id: MailboxId): MailboxState | undefined {
    const row = this.#db.get('SELECT * FROM mailbox WHERE id = :id', { id });
    return row && toState(row);
  }

  /** Throws `mailbox.unknown`. */
  get(id: MailboxId): MailboxState {
    const state = this.find(id);
    if (!state) throw new MailError('mailbox.unknown', { data: { mailbox: id } });
    return state;
  }

  byNumber(number: number): MailboxState | undefined {
    const row = this.#db.get('SELECT * FROM mailbox WHERE number = :number', { number });
    return row && toState(row);
  }

  bySpecialUse(account: AccountId, use: SpecialUse): MailboxState | undefined {
    const row = this.#db.get(
      'SELECT * FROM mailbox WHERE account = :account AND special_use = :use ORDER BY position',
      { account, use },
    );
    return row && toState(row);
  }

  /** Takes over a whole LIST: what is not in it is gone. True when anything differs from before. */
  applyListing(account: AccountId, listed: readonly ListedState[]): boolean {
    return this.#db.write('mailbox.listing', () => {
      const before = new Map(this.all(account).map((state) => [state.id, state]));
      let changed = before.size !== listed.length;
      for (const [position, entry] of listed.entries()) {
        const known = before.get(entry.id);
        changed ||= known === undefined || differs(known, entry);
        this.#put(entry, position);
      }
      const kept = new Set(listed.map(({ id }) => id));
      for (const state of before.values()) if (!kept.has(state.id)) this.#remove(state.number);
      return changed;
    });
  }

  /** Notes up to where the cache is in step. Inside a write of the cache. */
  setInStep(number: number, step: InStep): void {
    this.#db.run(
      `UPDATE mailbox SET uid_validity = :uidValidity, uid_next = :uidNext, highest_mod_seq = :highestModSeq,
         listed = :listed, synced_at = :syncedAt WHERE number = :number`,
      { ...step, listed: Number(step.listed), number },
    );
  }

  /** What SELECT or STATUS told of the server's side. Inside a write of the cache. */
  setServer(number: number, { total, uidNext, modSeq }: { total: number; uidNext: number; modSeq: string }): void {
    this.#db.run(
      'UPDATE mailbox SET server_total = :total, server_uid_next = :uidNext, server_mod_seq = :modSeq WHERE number = :number',
      {
        ...{ number, total, uidNext, modSeq },
      },
    );
  }

  /** The name that stays when the mailbox is renamed. */
  setObjectId(number: number, objectId: string): void {
    this.#db.write('mailbox.objectId', () =>
      this.#db.run('UPDATE mailbox SET object_id = :objectId WHERE number = :number', { number, objectId }),
    );
  }

  /** On a server that can't remove single messages for good, those marked \\Deleted are shown nowhere. */
  setHidesDeleted(account: AccountId, hides: boolean): void {
    const differ = 'account = :account AND hides_deleted <> :hides';
    if (!this.#db.get(`SELECT 1 FROM mailbox WHERE ${differ}`, { account, hides: Number(hides) })) return;
    this.#db.write('mailbox.hidesDeleted', () =>
      this.#db.run(`UPDATE mailbox SET hides_deleted = :hides WHERE ${differ}`, { account, hides: Number(hides) }),
    );
  }

  hidesDeleted(id: MailboxId): boolean {
    return this.#db.get('SELECT 1 FROM mailbox WHERE id = :id AND hides_deleted = 1', { id }) !== undefined;
  }

  /** Forgets all messages of a mailbox: its UIDs mean nothing any more. Inside a write of the cache. */
  forgetMessages(number: number): void {
    this.#db.run('DELETE FROM message WHERE mailbox = :number', { number });
    this.#db.run(
      `UPDATE mailbox SET uid_validity = 0, uid_next = 0, highest_mod_seq = '', listed = 0, synced_at = 0 WHERE number = :number`,
      {
        number,
      },
    );
  }

  /** Shows a mailbox that the server does not have yet, empty. One that is there already stays as it is. */
  addWaiting(entry: ListedState): void {
    if (this.find(entry.id)) return;
    this.#db.write('mailbox.addWaiting', () => {
      this.#put(entry, waitingPosition);
      this.#db.run('UPDATE mailbox SET listed = 1 WHERE id = :id', { id: entry.id });
    });
  }

  /** Mailboxes that the server calls otherwise now. */
  rename(renamed: readonly { readonly id: MailboxId; readonly path: string; readonly name: string }[]): void {
    this.#db.write('mailbox.rename', () => {
      for (const { id, path, name } of renamed)
        this.#db.run('UPDATE mailbox SET path = :path, name = :name WHERE id = :id', { id, path, name });
    });
  }

  /** Forgets one mailbox with its messages. */
  forget(id: MailboxId): void {
    this.#db.write('mailbox.forget', () => this.#db.run('DELETE FROM mailbox WHERE id = :id', { id }));
  }

  /** Forgets an account whole. */
  forgetAccount(account: AccountId): void {
    this.#db.write('mailbox.forgetAccount', () => {
      for (const { number } of this.all(account)) this.#remove(number);
    });
  }

  #remove(number: number): void {
    this.#db.run('DELETE FROM mailbox WHERE number = :number', { number });
  }

  #put(entry: ListedState, position: number): void {
    const { id, account, path, name, delimiter } = entry;
    const values = {
      ...{ id, account, path, name, delimiter, position, use: entry.specialUse ?? '' },
      ...{ selectable: Number(entry.selectable), subscribed: Number(entry.subscribed) },
    };
    this.#db.run(
      `INSERT INTO mailbox (id, account, path, name, delimiter, special_use, selectable, subscribed, position, uid_validity, uid_next,
         highest_mod_seq, listed, server_total, server_unread, server_uid_next, server_mod_seq, synced_at, hides_deleted)
       VALUES (:id, :account, :path, :name, :delimiter, :use, :selectable, :subscribed, :position, 0, 0, '', 0, 0, 0, 0, '', 0, 0)
       ON CONFLICT (id) DO UPDATE SET path = :path, name = :name, delimiter = :delimiter, special_use = :use, selectable = :selectable,
         subscribed = :subscribed, position = :position`,
      values,
    );
    if (!entry.status) return;
    const { messages, unseen, uidNext, modSeq, bytes = -1 } = entry.status;
    this.#db.run(
      `UPDATE mailbox SET server_total = :messages, server_unread = :unseen, server_uid_next = :uidNext, server_mod_seq = :modSeq,
         server_bytes = :bytes WHERE id = :id`,
      { id, messages, unseen, uidNext, modSeq, bytes },
    );
  }
}

/** Behind all that the server lists. */
const waitingPosition = 1_000_000;

function differs(known: MailboxState, entry: ListedState): boolean {
  const status = entry.status;
  return (
    known.path !== entry.path ||
    known.specialUse !== entry.specialUse ||
    known.selectable !== entry.selectable ||
    known.subscribed !== entry.subscribed ||
    (status !== undefined && (status.messages !== known.server.total || status.unseen !== known.server.unread))
  );
}

function toState(row: Row): MailboxState {
  const use = String(row['special_use']);
  return {
    number: Number(row['number']),
    id: mailboxId.parse(row['id']),
    account: accountId.parse(row['account']),
    path: String(row['path']),
    name: String(row['name']),
    delimiter: String(row['delimiter']),
    specialUse: use === '' ? null : specialUse.parse(use),
    selectable: row['selectable'] === 1,
    subscribed: row['subscribed'] === 1,
    uidValidity: Number(row['uid_validity']),
    uidNext: Number(row['uid_next']),
    highestModSeq: String(row['highest_mod_seq']),
    listed: row['listed'] === 1,
    server: {
      total: Number(row['server_total']),
      unread: Number(row['server_unread']),
      uidNext: Number(row['server_uid_next']),
      modSeq: String(row['server_mod_seq']),
      bytes: Number(row['server_bytes']) < 0 ? undefined : Number(row['server_bytes']),
    },
    syncedAt: Number(row['synced_at']),
    objectId: String(row['object_id']),
  };
}
