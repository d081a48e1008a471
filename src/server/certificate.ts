/**
 * A certificate authority and a server certificate of our own, made at first start: X.509 v3 (RFC 5280) in DER, EC P-256,
 * with nothing but Node's crypto.
 */
import { createPrivateKey, generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto';
import type { Random } from '../base/random.ts';

/** PEM texts. `key` belongs to `certificate`; `caKey` only signs the next one. */
export interface CertificateSet {
  readonly ca: string;
  readonly caKey: string;
  readonly certificate: string;
  readonly key: string;
}

const dayMs = 86_400_000;
const caDays = 3_650;
/** What browsers and systems accept at most is 398. */
const leafDays = 397;
const renewBeforeDays = 30;
/** Clocks differ; a certificate made now is valid since yesterday. */
const backdateMs = dayMs;

/**
 * The set to use now: `existing` while it is sound, else a new server certificate under the same authority, else all new.
 * `hosts`: names and addresses that clients may use, beside localhost and the loopback addresses.
 */
export function certificates(
  existing: Partial<CertificateSet>,
  { now, random, hosts }: { now: number; random: Random; hosts: readonly string[] },
): CertificateSet {
  const wanted = [...new Set(['localhost', '127.0.0.1', '::1', ...hosts])];
  const { ca, caKey, certificate, key } = existing;
  const authority = ca && caKey && isSound(ca, now) ? { ca, caKey } : newAuthority(now, random);
  const keeps = certificate && key && authority.ca === ca && isSound(certificate, now) && covers(certificate, wanted);
  return keeps ? { ...authority, certificate, key } : { ...authority, ...newLeaf(authority, wanted, now, random) };
}

function newAuthority(now: number, random: Random): { ca: string; caKey: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const name = commonName(`Mailroom local CA ${Buffer.from(random.bytes(4)).toString('hex')}`);
  const extensions = [
    extension(oid.basicConstraints, true, sequence(boolean(true), integer(Uint8Array.of(0)))),
    // keyCertSign and cRLSign (RFC 5280 §4.2.1.3): bits 5 and 6.
    extension(oid.keyUsage, true, Uint8Array.of(0x03, 0x02, 0x01, 0x06)),
  ];
  const ca = certificateOf(
    { subject: name, issuer: name, publicKey, signer: privateKey, days: caDays, extensions },
    now,
    random,
  );
  return { ca, caKey: pemOf(privateKey) };
}

function newLeaf(
  { ca, caKey }: { ca: string; caKey: string },
  hosts: readonly string[],
  now: number,
  random: Random,
): { certificate: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const issuer = commonName(new X509Certificate(ca).subject.replace(/^CN=/, ''));
  const extensions = [
    extension(oid.basicConstraints, true, sequence()),
    // digitalSignature: bit 0.
    extension(oid.keyUsage, true, Uint8Array.of(0x03, 0x02, 0x07, 0x80)),
    extension(oid.extendedKeyUsage, false, sequence(oid.serverAuth)),
    extension(oid.subjectAltName, false, sequence(...hosts.map(alternativeName))),
  ];
  const subject = commonName(hosts[0] ?? 'localhost');
  const signer = createPrivateKey(caKey);
  const leaf = certificateOf({ subject, issuer, publicKey, signer, days: leafDays, extensions }, now, random);
  return { certificate: leaf, key: pemOf(privateKey) };
}

function isSound(pem: string, now: number): boolean {
  return Date.parse(new X509Certificate(pem).validTo) - now > renewBeforeDays * dayMs;
}

function covers(pem: string, hosts: readonly string[]): boolean {
  const certificate = new X509Certificate(pem);
  return hosts.every(
    (host) => (isAddress(host) ? certificate.checkIP(host) : certificate.checkHost(host)) !== undefined,
  );
}

function isAddress(host: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || host.includes(':');
}

interface CertificateRequest {
  readonly subject: Uint8Array;
  readonly issuer: Uint8Array;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly days: number;
  readonly extensions: readonly Uint8Array[];
}

function certificateOf(request: CertificateRequest, now: number, random: Random): string {
  const serial = random.bytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40; // Positive, and never shorter than 16 octets.
  const algorithm = sequence(oid.ecdsaWithSha256);
  const body = sequence(
    tagged(0xa0, integer(Uint8Array.of(2))),
    integer(serial),
    algorithm,
    request.issuer,
    sequence(time(now - backdateMs), time(now + request.days * dayMs)),
    request.subject,
    request.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...request.extensions)),
  );
  const signature = sign('sha256', body, request.signer);
  const der = sequence(body, algorithm, tagged(0x03, Uint8Array.of(0), signature));
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Object identifiers, encoded (X.690 §8.19). */
const oid = {
  commonName: Uint8Array.of(0x06, 3, 0x55, 4, 3),
  ecdsaWithSha256: Uint8Array.of(0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2),
  keyUsage: Uint8Array.of(0x06, 3, 0x55, 0x1d, 15),
  subjectAltName: Uint8Array.of(0x06, 3, 0x55, 0x1d, 17),
  basicConstraints: Uint8Array.of(0x06, 3, 0x55, 0x1d, 19),
  extendedKeyUsage: Uint8Array.of(0x06, 3, 0x55, 0x1d, 37),
  serverAuth: Uint8Array.of(0x06, 8, 0x2b, 6, 1, 5, 5, 7, 3, 1),
};

function tagged(tag: number, ...contents: Uint8Array[]): Uint8Array {
  const body = Buffer.concat(contents);
  const length = body.length;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.of(tag, ...size), body]);
}

function sequence(...items: Uint8Array[]): Uint8Array {
  return tagged(0x30, ...items);
}

function integer(bytes: Uint8Array): Uint8Array {
  return tagged(0x02, bytes);
}

function boolean(value: boolean): Uint8Array {
  return Uint8Array.of(0x01, 1, value ? 0xff : 0);
}

function commonName(name: string): Uint8Array {
  return sequence(tagged(0x31, sequence(oid.commonName, tagged(0x0c, Buffer.from(name, 'utf8')))));
}

function extension(id: Uint8Array, critical: boolean, value: Uint8Array): Uint8Array {
  return sequence(id, ...(critical ? [boolean(true)] : []), tagged(0x04, value));
}

/** UTCTime to 2049, GeneralizedTime after (RFC 5280 §4.1.2.5). */
function time(ms: number): Uint8Array {
  const digits = `${new Date(ms)
    .toISOString()
    .replace(/[-:T]|\.\d+/g, '')
    .slice(0, 14)}Z`;
  const isShort = Number(digits.slice(0, 4)) < 2050;
  return tagged(isShort ? 0x17 : 0x18, Buffer.from(isShort ? digits.slice(2) : digits, 'latin1'));
}

/** GeneralName: dNSName [2] or iPAddress [7]. */
function alternativeName(host: string): Uint8Array {
  const v4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host);
  if (v4) return tagged(0x87, Uint8Array.from(v4.slice(1).map(Number)));
  if (host.includes(':')) return tagged(0x87, ipv6(host));
  return tagged(0x82, Buffer.from(host, 'latin1'));
}

function ipv6(host: string): Uint8Array {
  const [head = '', tail] = host.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  const [start, end] = [groups(head), groups(tail ?? '')];
  const all = tail === undefined ? start : [...start, ...Array(8 - start.length - end.length).fill(0), ...end];
  return Uint8Array.from(all.flatMap((group: number) => [group >> 8, group & 0xff]));
}
