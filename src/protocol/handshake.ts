import { boolean, count, type Infer, object, oneOf, string } from './schema.ts';

/**
 * The first exchange on a connection, before any request. Both sides prove that they know the profile's token without
 * sending it: each gives a nonce and answers the other's with HMAC-SHA-256(token, role + ':' + nonces).
 *
 * 1. client → `hello`; 2. engine → `challenge` with its proof; 3. client → `proof`; 4. engine → `welcome` or closes.
 */
export const hello = object({
  nonce: string({ max: 100 }),
  protocol: count,
  version: string({ max: 50 }),
  /** `editor` clients have a secret store and show notices; `cli` clients may answer for secrets of their own. */
  kind: oneOf('editor', 'cli'),
  /** True when the client answers `secret.wanted`. */
  secrets: boolean,
});
export type Hello = Infer<typeof hello>;

export const challenge = object({
  nonce: string({ max: 100 }),
  proof: string({ max: 100 }),
  protocol: count,
  version: string({ max: 50 }),
});

export const proof = object({ proof: string({ max: 100 }) });

/** `older`: the engine is older than the client and leaves; the client starts its own. `newer`: the client must reload. */
export const welcome = object({ outcome: oneOf('welcome', 'older', 'newer'), pid: count });
export type Welcome = Infer<typeof welcome>;

/** How far a request has come. `token` is what the caller sent along; `total` 0 = not known. */
export const progressReport = object({ token: count, done: count, total: count, step: string({ max: 1_000 }) });
