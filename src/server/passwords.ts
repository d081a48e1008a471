import { scrypt, timingSafeEqual } from 'node:crypto';
import { MailError } from '../base/errors.ts';
import type { Random } from '../base/random.ts';
import { passwordMaxChars } from './limits.ts';
import { deriveScram } from './scram.ts';

/** A password as it is stored: scrypt with a salt of its own (RFC 7914; N = 16,384, r = 8, p = 1), and SCRAM's keys beside. */
export interface PasswordHash {
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
  /** Keys for SCRAM-SHA-256 as `scram.ts` packs them; absent: sign-in with the password itself only. */
  readonly scram?: Uint8Array;
}

const hashBytes = 32;
const saltBytes = 16;

/** Throws `server.weakPassword` for an empty password or one past {@link passwordMaxChars}. */
export async function hashPassword(password: string, random: Random): Promise<PasswordHash> {
  if (password === '' || password.length > passwordMaxChars) throw new MailError('server.weakPassword');
  const salt = random.bytes(saltBytes);
  const scram = deriveScram(password, random.bytes(saltBytes));
  return { salt, hash: await derive(password, salt), scram: await scram };
}

/** Whether the password is the one that was stored. Takes the same time for a user who does not exist (`stored` absent). */
export async function checkPassword(password: string, stored: PasswordHash | undefined): Promise<boolean> {
  const salt = stored?.salt ?? new Uint8Array(saltBytes);
  const derived = await derive(password.slice(0, passwordMaxChars), salt);
  return stored !== undefined && timingSafeEqual(derived, stored.hash);
}

function derive(password: string, salt: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    // NFC, so that one password typed on two systems is one password (RFC 8265 §4.2).
    scrypt(password.normalize('NFC'), salt, hashBytes, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
