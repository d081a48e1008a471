import type { Clock } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import { addressMaxChars, canonicalAddress } from '../address.ts';
import type { PasswordHash } from '../passwords.ts';
import type { Database, Row } from './database.ts';

export interface User {
  readonly id: number;
  readonly address: string;
}

/** The people who have mail here, by address. Addresses are kept in lower case. */
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

  passwordHash(address: string): PasswordHash | undefined {
    const row = this.#db.get('SELECT salt, hash FROM user WHERE address = :address', {
      address: canonicalAddress(address),
    });
    const salt = row?.['salt'];
    const hash = row?.['hash'];
    return salt instanceof Uint8Array && hash instanceof Uint8Array ? { salt, hash } : undefined;
  }

  /** Throws `server.userExists`. The caller gives the new user mailboxes in the same {@link Database.write}. */
  add(address: string, { salt, hash }: PasswordHash): User {
    if (this.find(address)) throw new MailError('server.userExists', { data: { address } });
    const canonical = canonicalAddress(address);
    const id = this.#db.run(
      'INSERT INTO user (address, salt, hash, created_at) VALUES (:address, :salt, :hash, :now)',
      {
        address: canonical,
        salt,
        hash,
        now: this.#clock.now(),
      },
    );
    return { id, address: canonical };
  }

  /** Throws `server.userUnknown`. */
  setPassword(address: string, { salt, hash }: PasswordHash): void {
    const user = this.get(address);
    this.#db.run('UPDATE user SET salt = :salt, hash = :hash WHERE id = :id', { id: user.id, salt, hash });
  }

  /** Removes the user with all mail. Throws `server.userUnknown`. */
  remove(address: string): void {
    this.#db.run('DELETE FROM user WHERE id = :id', { id: this.get(address).id });
  }

  get(address: string): User {
    const user = this.find(address);
    if (!user) throw new MailError('server.userUnknown', { data: { address } });
    return user;
  }
}

function toUser(row: Row): User {
  return { id: Number(row['id']), address: String(row['address']) };
}
