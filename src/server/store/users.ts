import type { Clock } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import { addressMaxChars, canonicalAddress } from '../address.ts';
import type { PasswordHash } from '../passwords.ts';
import { protocols } from '../service.ts';
import type { Database, Parameters, Row } from './database.ts';

export interface User {
  readonly id: number;
  readonly address: string;
}

/** What somebody may do in the administration. */
export const roles = ['none', 'readOnly', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];

/** What an administrator says of a user; sizes in bytes, 0 = no limit. */
export interface UserSettings {
  readonly displayName: string;
  readonly role: Role;
  readonly disabled: boolean;
  readonly smtp: boolean;
  readonly imap: boolean;
  readonly pop3: boolean;
  /** All mail of the user together. */
  readonly quotaBytes: number;
  /** Each mailbox by itself. */
  readonly mailboxMaxBytes: number;
}

/** A user as administrators see one. */
export interface UserDetails extends User, UserSettings {
  readonly usedBytes: number;
  readonly messageCount: number;
  readonly createdAt: number;
  /** Milliseconds since 1970; 0 = never. */
  readonly lastLoginAt: number;
}

export interface UserQuery {
  /** A piece of an address or a display name, in any case. */
  readonly search?: string;
  readonly sort?: 'address' | 'used' | 'lastLogin';
  readonly offset?: number;
  readonly limit?: number;
}

const detailColumns = `id, address, display_name, role, disabled, smtp, imap, pop3, quota_bytes, mailbox_max_bytes,
  used_bytes, message_count, created_at, (SELECT max(at) FROM login WHERE user_id = user.id) AS last_login_at`;

/** An address has one `@` (`checkAddress`). */
const domainOf = "substr(address, instr(address, '@') + 1)";

const order = { address: 'address', used: 'used_bytes DESC, address', lastLogin: 'last_login_at DESC, address' };

/** The people who have mail here, by address. Addresses are kept in lower case. All that changes runs inside {@link Database.write}. */
export class UserStore {
  readonly #db: Database;
  readonly #clock: Clock;

  constructor({ db, clock }: { db: Database; clock: Clock }) {
    this.#db = db;
    this.#clock = clock;
  }

  all(): User[] {
    return this.#db.all('SELECT id, address FROM user ORDER BY address').map(toUser);
  }

  find(address: string): User | undefined {
    if (address.length > addressMaxChars) return undefined;
    const row = this.#db.get('SELECT id, address FROM user WHERE address = :address', {
      address: canonicalAddress(address),
    });
    return row && toUser(row);
  }

  /** What delivery asks of a user, in one look. */
  recipient(address: string): { user: User; disabled: boolean; forwards: boolean } | undefined {
    if (address.length > addressMaxChars) return undefined;
    const row = this.#db.get(
      `SELECT id, address, disabled, EXISTS (SELECT 1 FROM forward WHERE user_id = user.id) AS forwards
       FROM user WHERE address = :address`,
      { address: canonicalAddress(address) },
    );
    return row && { user: toUser(row), disabled: row['disabled'] === 1, forwards: row['forwards'] === 1 };
  }

  /** One page, and how many there are on all pages. */
  list({ search = '', sort = 'address', offset = 0, limit = 100 }: UserQuery = {}): {
    users: UserDetails[];
    total: number;
  } {
    const wanted = { search: searchText(search) };
    const where = `WHERE instr(search, :search) > 0`;
    const rows = this.#db.all(
      `SELECT ${detailColumns} FROM user ${where} ORDER BY ${order[sort]} LIMIT :limit OFFSET :offset`,
      { ...wanted, limit, offset },
    );
    const total = Number(this.#db.get(`SELECT count(*) AS total FROM user ${where}`, wanted)?.['total']);
    return { users: rows.map(toDetails), total };
  }

  /** Throws `server.userUnknown`. */
  details(address: string): UserDetails {
    const row = this.#db.get(`SELECT ${detailColumns} FROM user WHERE id = :id`, { id: this.get(address).id });
    if (!row) throw unknown(address);
    return toDetails(row);
  }

  passwordHash(address: string): PasswordHash | undefined {
    const row = this.#db.get('SELECT salt, hash FROM user WHERE address = :address', {
      address: canonicalAddress(address),
    });
    const salt = row?.['salt'];
    const hash = row?.['hash'];
    return salt instanceof Uint8Array && hash instanceof Uint8Array ? { salt, hash } : undefined;
  }

  /** What SCRAM needs (`scram.ts`), if it was kept. */
  scram(address: string): Uint8Array | undefined {
    const value = this.#db.get('SELECT scram FROM user WHERE address = :address', {
      address: canonicalAddress(address),
    })?.['scram'];
    return value instanceof Uint8Array ? value : undefined;
  }

  /** Bytes of all the user's messages: one row, however many they are. */
  usedBytes(id: number): number {
    return Number(this.#db.get('SELECT used_bytes FROM user WHERE id = :id', { id })?.['used_bytes'] ?? 0);
  }

  /** What bounds a message on its way into a mailbox, or into any when none is named: bytes, a limit of 0 is none. */
  room(id: number, mailboxId: number | undefined): { quota: number; used: number; max: number; inMailbox: number } {
    const row = this.#db.get(
      `SELECT quota_bytes, used_bytes, mailbox_max_bytes,
       (SELECT used_bytes FROM mailbox WHERE id = :mailboxId) AS in_mailbox FROM user WHERE id = :id`,
      { id, mailboxId: mailboxId ?? null },
    );
    const number = (name: string) => Number(row?.[name] ?? 0);
    return {
      quota: number('quota_bytes'),
      used: number('used_bytes'),
      max: number('mailbox_max_bytes'),
      inMailbox: number('in_mailbox'),
    };
  }

  /** Users with this role who are not disabled. */
  withRole(role: Role): User[] {
    const sql = 'SELECT id, address FROM user WHERE role = :role AND disabled = 0 ORDER BY address';
    return this.#db.all(sql, { role }).map(toUser);
  }

  /** Users in a domain. */
  countIn(domain: string): number {
    const sql = `SELECT count(*) AS total FROM user WHERE ${domainOf} = :domain`;
    return Number(this.#db.get(sql, { domain })?.['total']);
  }

  /** The domains that users have addresses in. */
  domains(): string[] {
    const rows = this.#db.all(`SELECT DISTINCT ${domainOf} AS domain FROM user ORDER BY domain`);
    return rows.map((row) => String(row['domain']));
  }

  /** Throws `server.userExists`. The caller gives the new user mailboxes in the same {@link Database.write}. */
  add(address: string, { salt, hash, scram }: PasswordHash): User {
    if (this.find(address)) throw new MailError('server.userExists', { data: { address } });
    const canonical = canonicalAddress(address);
    const id = this.#db.run(
      `INSERT INTO user (address, search, salt, hash, scram, created_at)
       VALUES (:address, :search, :salt, :hash, :scram, :now)`,
      { address: canonical, search: searchText(canonical), salt, hash, scram: scram ?? null, now: this.#clock.now() },
    );
    return { id, address: canonical };
  }

  /** Throws `server.userUnknown`. */
  setPassword(address: string, { salt, hash, scram }: PasswordHash): void {
    const { id } = this.get(address);
    this.#db.run('UPDATE user SET salt = :salt, hash = :hash, scram = :scram WHERE id = :id', {
      id,
      salt,
      hash,
      scram: scram ?? null,
    });
  }

  /** Throws `server.userUnknown`. */
  change(address: string, changes: Partial<UserSettings>): void {
    const now = { ...this.details(address), ...changes };
    const parameters: Parameters = {
      id: now.id,
      displayName: now.displayName,
      search: searchText(`${now.address} ${now.displayName}`),
      role: now.role,
      disabled: Number(now.disabled),
      smtp: Number(now.smtp),
      imap: Number(now.imap),
      pop3: Number(now.pop3),
      quotaBytes: now.quotaBytes,
      mailboxMaxBytes: now.mailboxMaxBytes,
    };
    this.#db.run(
      `UPDATE user SET display_name = :displayName, search = :search, role = :role, disabled = :disabled, smtp = :smtp,
       imap = :imap, pop3 = :pop3, quota_bytes = :quotaBytes, mailbox_max_bytes = :mailboxMaxBytes WHERE id = :id`,
      parameters,
    );
  }

  /** The same person and mail under another address. Throws `server.userUnknown`, `server.userExists`. */
  rename(address: string, to: string): User {
    const { id, displayName } = this.details(address);
    if (this.find(to)) throw new MailError('server.userExists', { data: { address: to } });
    const canonical = canonicalAddress(to);
    const search = searchText(`${canonical} ${displayName}`);
    this.#db.run('UPDATE user SET address = :address, search = :search WHERE id = :id', {
      id,
      address: canonical,
      search,
    });
    return { id, address: canonical };
  }

  /** Removes the user with all mail. Throws `server.userUnknown`. */
  remove(address: string): void {
    this.#db.run('DELETE FROM user WHERE id = :id', { id: this.get(address).id });
  }

  get(address: string): User {
    const user = this.find(address);
    if (!user) throw unknown(address);
    return user;
  }
}

/** Lower case, in one form: what a search compares. */
function searchText(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function unknown(address: string): MailError {
  return new MailError('server.userUnknown', { data: { address } });
}

function toUser(row: Row): User {
  return { id: Number(row['id']), address: String(row['address']) };
}

function toDetails(row: Row): UserDetails {
  const switches = Object.fromEntries(protocols.map((protocol) => [protocol, row[protocol] === 1]));
  const { smtp = false, imap = false, pop3 = false } = switches;
  return {
    ...toUser(row),
    displayName: String(row['display_name']),
    role: roles.find((role) => role === row['role']) ?? 'none',
    disabled: row['disabled'] === 1,
    smtp,
    imap,
    pop3,
    quotaBytes: Number(row['quota_bytes']),
    mailboxMaxBytes: Number(row['mailbox_max_bytes']),
    usedBytes: Number(row['used_bytes']),
    messageCount: Number(row['message_count']),
    createdAt: Number(row['created_at']),
    lastLoginAt: Number(row['last_login_at'] ?? 0),
  };
}
