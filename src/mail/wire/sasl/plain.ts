/** SASL PLAIN (RFC 4616) and the LOGIN exchange, as the messages that cross the wire. */

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** `authzid NUL authcid NUL password` in base64; null when it is not that. An authzid other than the user is refused. */
export function readPlain(base64: string): Credentials | null {
  const text = decodeBase64(base64);
  const parts = text?.split('\0') ?? [];
  const [authorisation, user, password] = parts;
  if (parts.length !== 3 || user === undefined || password === undefined || user === '') return null;
  return authorisation === '' || authorisation === user ? { user, password } : null;
}

export function writePlain({ user, password }: Credentials): string {
  return Buffer.from(`\0${user}\0${password}`, 'utf8').toString('base64');
}

/** UTF-8 of base64 text; null when it is not base64. `=` alone is empty (RFC 4959 §3). */
export function decodeBase64(text: string): string | null {
  if (text === '=') return '';
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return null;
  return Buffer.from(text, 'base64').toString('utf8');
}
