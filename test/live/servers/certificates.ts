/** Certificates for tests, made by openssl: a CA of its own for each call and a leaf for localhost under it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runOk } from '../../support/childProcess.ts';

export interface Certificates {
  /** PEM file of the CA: what a client must be told to trust. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateOptions {
  /** Names in the leaf, default `localhost` and 127.0.0.1. */
  readonly names?: readonly string[];
  /** Days the leaf is valid from now on; a negative number makes one that has expired. Default 30. */
  readonly days?: number;
  /** Common name of CA and leaf, which a person sees when asked about them. */
  readonly commonName?: string;
}

/** Writes `ca.pem`, `leaf.pem` (leaf, then CA) and `leaf.key` into `folder`. Takes about 40 ms (P-256 keys). */
export async function makeCertificates(folder: string, options: CertificateOptions = {}): Promise<Certificates> {
  const { names = ['DNS:localhost', 'IP:127.0.0.1'], days = 30, commonName = 'localhost' } = options;
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => runOk('openssl', args);
  const newKey = (key: string) => ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key];
  await openssl(
    ...['req', '-x509', ...newKey(file('ca.key')), '-out', file('ca.pem'), '-days', '3650'],
    ...['-subj', '/O=Mailroom tests/CN=Mailroom test CA', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
  );
  await openssl('req', ...newKey(file('leaf.key')), '-out', file('leaf.csr'), '-subj', `/CN=${commonName}`);
  await writeFile(
    file('leaf.ext'),
    `subjectAltName=${names.join(',')}\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n`,
  );
  await openssl(
    ...['x509', '-req', '-in', file('leaf.csr'), '-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial'],
    ...['-days', String(days), '-extfile', file('leaf.ext'), '-out', file('leaf.pem')],
  );
  return { ca: file('ca.pem'), certificate: file('leaf.pem'), key: file('leaf.key') };
}
