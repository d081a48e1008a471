import { assert } from '../../base/assert.ts';
import type { Clock } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import { mailboxesMax, mailboxNameMaxChars } from '../limits.ts';
import type { Database, Row } from './database.ts';

export interface Mailbox {
  readonly id: number;
  readonly userId: number;
  /** The full path, levels parted by `/`. */
  readonly name: string;
  /** RFC 6154 attribute with its backslash, or empty. */
  readonly specialUse: string;
  readonly uidValidity: number;
  readonly uidNext: number;
  readonly modSeq: number;
}

/** What every new user starts with. */
export const firstMailboxes: readonly { readonly name: string; readonly specialUse: string }[] = [
  { name: 'INBOX', specialUse: '' },
  { name: 'Archive', specialUse: '\\Archive' },
  { name: 'Drafts', specialUse: '\\Drafts' },
  { name: 'Junk', specialUse: '\\Junk' },
  { name: 'Sent', specialUse: '\\Sent' },
  { name: 'Trash', specialUse: '\\Trash' },
];

const columns = 'id, user_id, name, special_use, uid_validity, uid_next, mod_seq';

/** Mailboxes and subscriptions. All that changes runs inside {@link Database.write}. */
export class MailboxStore {
  readonly #db: Database;
  readonly #clock: Clock;

  constructor({ db, clock }: { db: Database; clock: Clock }) {
    this.#db = db;
    this.#clock = clock;
  }

  all(userId: number): Mailbox[] {
    return this.#db
      .all(`SELECT ${columns} FROM mailbox WHERE user_id = :userId ORDER BY name`, { userId })
      .map(toMailbox);
  }

  find(userId: number, name: string): Mailbox | undefined {
    const row = this.#db.get(`SELECT ${columns} FROM mailbox WHERE user_id = :userId AND name = :name`, {
      userId,
      name,
    });
    return row && toMailbox(row);
  }

  byId(id: number): Mailbox | undefined {
    const row = this.#db.get(`SELECT ${columns} FROM mailbox WHERE id = :id`, { id });
    return row && toMailbox(row);
  }

  /** Throws `mailbox.unknown`. */
  get(userId: number, name: string): Mailbox {
    const mailbox = this.find(userId, name);
    if (!mailbox) throw new MailError('mailbox.unknown', { data: { mailbox: name } });
    return mailbox;
  }

  /** Makes the mailbox and those above it that are missing. Throws `mailbox.refused` for a name that is taken or cannot be. */
  create(userId: number, name: string, specialUse = ''): Mailbox {
    checkName(name);
    if (this.find(userId, name)) throw refused('exists', name);
    if (this.all(userId).length >= mailboxesMax) throw refused('limit', name);
    const levels = name.split('/');
    for (let depth = 1; depth < levels.length; depth++) {
      const parent = levels.slice(0, depth).join('/');
      if (!this.find(userId, parent)) this.#insert(userId, parent, '');
    }
    return this.#insert(userId, name, specialUse);
  }

  /** Removes the mailbox with its messages; those below it stay. Throws `mailbox.unknown`, `mailbox.refused` for INBOX. */
  remove(userId: number, name: string): void {
    if (name === 'INBOX') throw refused('inbox', name);
    this.#db.run('DELETE FROM mailbox WHERE id = :id', { id: this.get(userId, name).id });
  }

  /** Renames the mailbox and all below it. INBOX keeps its name; its messages go (RFC 9051 §6.3.6). */
  rename(userId: number, name: string, to: string): void {
    checkName(to);
    const mailbox = this.get(userId, name);
    if (this.find(userId, to)) throw refused('exists', to);
    if (to.startsWith(`${name}/`)) throw refused('name', to);
    if (name === 'INBOX') {
      const target = this.create(userId, to);
      this.#takeOver(mailbox, target);
      return;
    }
    const parent = to.includes('/') ? to.slice(0, to.lastIndexOf('/')) : '';
    if (parent !== '' && !this.find(userId, parent)) this.create(userId, parent);
    for (const below of this.all(userId).filter((one) => one.name === name || one.name.startsWith(`${name}/`))) {
      const renamed = to + below.name.slice(name.length);
      this.#db.run('UPDATE mailbox SET name = :renamed WHERE id = :id', { id: below.id, renamed });
    }
  }

  /** Hands out the next UID and the next mod-sequence. */
  nextUid(id: number): { uid: number; modSeq: number } {
    const row = this.#db.get(
      'UPDATE mailbox SET uid_next = uid_next + 1, mod_seq = mod_seq + 1 WHERE id = :id RETURNING uid_next, mod_seq',
      { id },
    );
    const uid = Number(row?.['uid_next']) - 1;
    assert(uid >= 1 && uid < 4_294_967_295, 'a mailbox has a UID left');
    return { uid, modSeq: Number(row?.['mod_seq']) };
  }

  nextModSeq(id: number): number {
    this.#db.run('UPDATE mailbox SET mod_seq = mod_seq + 1 WHERE id = :id', { id });
    return Number(this.#db.get('SELECT mod_seq FROM mailbox WHERE id = :id', { id })?.['mod_seq']);
  }

  /** The first UID that no session has been told is \Recent; those from there on are the caller's to tell. */
  takeRecent(id: number): number {
    const from = Number(this.#db.get('SELECT recent_from FROM mailbox WHERE id = :id', { id })?.['recent_from'] ?? 0);
    const next = this.byId(id)?.uidNext ?? from;
    if (next !== from) {
      this.#db.write(() => this.#db.run('UPDATE mailbox SET recent_from = :next WHERE id = :id', { id, next }));
    }
    return from;
  }

  recentFrom(id: number): number {
    return Number(this.#db.get('SELECT recent_from FROM mailbox WHERE id = :id', { id })?.['recent_from'] ?? 0);
  }

  subscriptions(userId: number): string[] {
    const rows = this.#db.all('SELECT name FROM subscription WHERE user_id = :userId ORDER BY name', { userId });
    return rows.map((row) => String(row['name']));
  }

  subscribe(userId: number, name: string): void {
    this.#db.run('INSERT OR IGNORE INTO subscription (user_id, name) VALUES (:userId, :name)', { userId, name });
  }

  unsubscribe(userId: number, name: string): void {
    this.#db.run('DELETE FROM subscription WHERE user_id = :userId AND name = :name', { userId, name });
  }

  #insert(userId: number, name: string, specialUse: string): Mailbox {
    const id = this.#db.run(
      `INSERT INTO mailbox (user_id, name, special_use, uid_validity, uid_next, mod_seq, recent_from)
       VALUES (:userId, :name, :specialUse, :uidValidity, 1, 1, 1)`,
      { userId, name, specialUse, uidValidity: this.#nextUidValidity() },
    );
    const mailbox = this.byId(id);
    assert(mailbox, 'a mailbox is there after it was made');
    return mailbox;
  }

  /** Rises for ever, so that a mailbox deleted and made again is never taken for the old one (RFC 9051 §2.3.1.1). */
  #nextUidValidity(): number {
    const last = Number(this.#db.get("SELECT value FROM counter WHERE name = 'uidValidity'")?.['value'] ?? 0);
    const value = Math.max(last + 1, Math.floor(this.#clock.now() / 1_000));
    this.#db.run("UPDATE counter SET value = :value WHERE name = 'uidValidity'", { value });
    return value;
  }

  #takeOver(from: Mailbox, to: Mailbox): void {
    const rows = this.#db.all('SELECT id, uid FROM message WHERE mailbox_id = :id ORDER BY uid', { id: from.id });
    for (const row of rows) {
      const { uid, modSeq } = this.nextUid(to.id);
      this.#db.run('UPDATE message SET mailbox_id = :to, uid = :uid, mod_seq = :modSeq WHERE id = :id', {
        to: to.id,
        uid,
        modSeq,
        id: Number(row['id']),
      });
      this.#db.run('INSERT INTO expunged (mailbox_id, uid, mod_seq) VALUES (:id, :uid, :modSeq)', {
        id: from.id,
        uid: Number(row['uid']),
        modSeq: this.nextModSeq(from.id),
      });
    }
  }
}

function checkName(name: string): void {
  const levels = name.split('/');
  const sound = levels.every((level) => level !== '' && level.trim() !== '') && !/[\x00-\x1f\x7f%*]/.test(name);
  if (!sound || name.length > mailboxNameMaxChars || levels.length > 50) throw refused('name', name);
}

function refused(reason: 'exists' | 'name' | 'limit' | 'inbox', mailbox: string): MailError {
  return new MailError('mailbox.refused', { data: { reason, mailbox } });
}

function toMailbox(row: Row): Mailbox {
  return {
    id: Number(row['id']),
    userId: Number(row['user_id']),
    name: String(row['name']),
    specialUse: String(row['special_use']),
    uidValidity: Number(row['uid_validity']),
    uidNext: Number(row['uid_next']),
    modSeq: Number(row['mod_seq']),
  };
}
