import { createHash } from 'node:crypto';

/** A secret at a place (a file's path, empty for a draft's text), salted: enough to know it again, nothing to learn it from. */
export function fingerprintOf(salt: string, place: string, secret: string): string {
  return createHash('sha256').update(`${salt}\n${place}\n${secret}`).digest('hex');
}
