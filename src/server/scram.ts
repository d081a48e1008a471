import { createHash, createHmac, pbkdf2 } from 'node:crypto';
import { concatBytes } from '../base/bytes.ts';

/** What a server needs for SCRAM-SHA-256 (RFC 5802 §3, RFC 7677): it proves itself and checks proofs, and can't sign in elsewhere. */
export interface ScramKeys {
  readonly iterations: number;
  readonly salt: Uint8Array;
  readonly storedKey: Uint8Array;
  readonly serverKey: Uint8Array;
}

/** RFC 7677 §4 asks for 4,096 at least; this takes about 8 ms (docs/decisions/0124). */
const iterations = 65_536;
const keyBytes = 32;
const saltBytes = 16;
const packedBytes = 4 + saltBytes + 2 * keyBytes;

/** The keys of a password, packed as they are stored. `salt` has 16 bytes. */
export async function deriveScram(password: string, salt: Uint8Array): Promise<Uint8Array> {
  const salted = await new Promise<Uint8Array>((resolve, reject) => {
    pbkdf2(password.normalize('NFKC'), salt, iterations, keyBytes, 'sha256', (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
  const storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest();
  const count = new Uint8Array(4);
  new DataView(count.buffer).setUint32(0, iterations);
  return concatBytes([count, salt, storedKey, hmac(salted, 'Server Key')]);
}

/** Reads what {@link deriveScram} packed; undefined when it is none. */
export function unpackScram(packed: Uint8Array | undefined): ScramKeys | undefined {
  if (packed?.length !== packedBytes) return undefined;
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  return {
    iterations: view.getUint32(0),
    salt: packed.subarray(4, 4 + saltBytes),
    storedKey: packed.subarray(4 + saltBytes, 4 + saltBytes + keyBytes),
    serverKey: packed.subarray(4 + saltBytes + keyBytes),
  };
}

/**
 * Keys for a name that nobody here has: the same ones each time for the same `secret`, so that the first half of a
 * sign-in does not tell who lives here (RFC 5802 §9). No proof fits them.
 */
export function keysOfNobody(name: string, secret: Uint8Array): ScramKeys {
  const of = (label: string) => createHmac('sha256', secret).update(`${label}\0${name}`).digest();
  return {
    iterations,
    salt: of('salt').subarray(0, saltBytes),
    storedKey: of('stored'),
    serverKey: of('server'),
  };
}

function hmac(key: Uint8Array, text: string): Uint8Array {
  return createHmac('sha256', key).update(text).digest();
}
