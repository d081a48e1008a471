/** SCRAM-SHA-256 (RFC 5802, RFC 7677) as a server speaks it, without channel binding: the three messages, and the proof. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What the client says first. */
export interface ClientFirst {
  readonly user: string;
  readonly nonce: string;
  /** The header before its message, which comes again at the end. */
  readonly gs2: string;
  readonly bare: string;
}

/** What a server keeps of a password. */
export interface ScramVerifier {
  readonly iterations: number;
  readonly salt: Uint8Array;
  readonly storedKey: Uint8Array;
  readonly serverKey: Uint8Array;
}

/** `n,,n=user,r=nonce`; null for what is none, wants channel binding, or signs in for somebody else. */
export function readClientFirst(text: string): ClientFirst | null {
  const [, gs2 = '', authorisation, bare = '', name = '', nonce = ''] =
    /^([ny],(?:a=([^,]*))?,)(n=([^,]+),r=([\x21-\x2b\x2d-\x7e]+)(?:,.*)?)$/s.exec(text) ?? [];
  const user = saslName(name);
  if (gs2 === '' || user === undefined) return null;
  if (authorisation !== undefined && saslName(authorisation) !== user) return null;
  return { user, nonce, gs2, bare };
}

/** `r=nonce,s=salt,i=count`. `nonce`: the client's with ours behind it. */
export function writeServerFirst({ salt, iterations }: ScramVerifier, nonce: string): string {
  return `r=${nonce},s=${Buffer.from(salt).toString('base64')},i=${iterations}`;
}

/**
 * Reads `c=header,r=nonce,p=proof` and checks the proof. Null for what is no such message or belongs to another exchange;
 * `final`: what proves the server to the client, to be said only where `proved`.
 */
export function checkClientFinal(
  text: string,
  { first, serverFirst, verifier }: { first: ClientFirst; serverFirst: string; verifier: ScramVerifier },
): { readonly proved: boolean; readonly final: string } | null {
  const [, unproved = '', header = '', nonce = '', proof = ''] =
    /^(c=([A-Za-z0-9+/=]+),r=([^,]+)(?:,[^p][^,]*)*),p=([A-Za-z0-9+/=]+)$/.exec(text) ?? [];
  if (Buffer.from(header, 'base64').toString('utf8') !== first.gs2) return null;
  if (!serverFirst.startsWith(`r=${nonce},`)) return null;
  const said = `${first.bare},${serverFirst},${unproved}`;
  const signature = hmac(verifier.storedKey, said);
  const given = Buffer.from(proof, 'base64');
  if (given.length !== signature.length) return null;
  const clientKey = given.map((byte, index) => byte ^ (signature[index] ?? 0));
  const proved = timingSafeEqual(createHash('sha256').update(clientKey).digest(), verifier.storedKey);
  return { proved, final: `v=${hmac(verifier.serverKey, said).toString('base64')}` };
}

/** `=2C` and `=3D` stand for `,` and `=` (RFC 5802 §5.1). */
function saslName(text: string): string | undefined {
  if (/=(?!2C|3D)/.test(text)) return undefined;
  return text.replace(/=2C/g, ',').replace(/=3D/g, '=');
}

function hmac(key: Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
