import { hex } from '../../base/bytes.ts';
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { Database } from './database.ts';

/** Fingerprints that are kept; the oldest go. */
export const allowedSecretsMax = 10_000;

/** What a person let leave for good though it looks like a secret: salted hashes in user.db, of which nothing can be read back. */
export class AllowedSecretStore {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor({ user, clock, random }: { user: Database; clock: Clock; random: Random }) {
    this.#db = user;
    this.#clock = clock;
    this.#random = random;
  }

  /** This profile's salt; made when it is first wanted. */
  salt(): string {
    const known = this.#db.get('SELECT salt FROM secret_salt LIMIT 1');
    if (known) return String(known['salt']);
    const salt = hex(this.#random.bytes(32));
    this.#db.write('secret.salt', () => this.#db.run('INSERT INTO secret_salt (salt) VALUES (:salt)', { salt }));
    return salt;
  }

  has(fingerprint: string): boolean {
    return this.#db.get('SELECT 1 FROM secret_allowed WHERE fingerprint = :fingerprint', { fingerprint }) !== undefined;
  }

  allow(fingerprints: readonly string[]): void {
    this.#db.write('secret.allow', () => {
      for (const fingerprint of fingerprints)
        this.#db.run('INSERT OR REPLACE INTO secret_allowed (fingerprint, allowed_at) VALUES (:fingerprint, :now)', {
          fingerprint,
          now: this.#clock.now(),
        });
      this.#db.run(
        `DELETE FROM secret_allowed WHERE fingerprint NOT IN
         (SELECT fingerprint FROM secret_allowed ORDER BY allowed_at DESC LIMIT ${allowedSecretsMax})`,
      );
    });
  }
}
