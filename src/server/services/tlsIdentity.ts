import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { MailError, messageOf } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';
import { type CertificateSet, certificates } from '../certificate.ts';
import { readCertificates, readText, writeCertificates } from '../files.ts';

export interface TlsIdentityOptions {
  /** The data folder, where a certificate of our own lies. */
  readonly data: string;
  /** PEM files of one's own certificate (with its chain) and its key; both or none. */
  readonly own?: { readonly certificate: string; readonly key: string } | undefined;
  readonly random: Random;
  now(): number;
  /** Names and addresses that clients use, beside those of this machine. */
  hosts(): readonly string[];
}

export interface CertificateDescription {
  readonly subject: string;
  readonly issuer: string;
  readonly validTo: string;
  /** SHA-256, in hexadecimal pairs. */
  readonly fingerprint: string;
  readonly own: 'yes' | 'no';
}

/** Who the server is to clients: its certificate, which may be read again while services run. */
export class TlsIdentity {
  /**
   * The one object that every service holds. Another certificate takes its inside's place, so that connections that are open
   * keep theirs and the next handshake uses the new one.
   */
  readonly context: SecureContext;
  readonly #options: TlsIdentityOptions;
  #set: CertificateSet;

  /** Throws `server.badCertificate`. */
  constructor(options: TlsIdentityOptions) {
    this.#options = options;
    this.#set = this.#read();
    this.context = contextOf(this.#set);
  }

  get set(): CertificateSet {
    return this.#set;
  }

  /** What people see of the certificate. `own`: it is not from the authority of this server. */
  get described(): CertificateDescription {
    const { subject, issuer, validTo, fingerprint256 } = new X509Certificate(this.#set.certificate);
    return { subject, issuer, validTo, fingerprint: fingerprint256, own: this.#options.own ? 'yes' : 'no' };
  }

  /** Reads the files again. Throws `server.badCertificate`: then the one of before goes on. */
  reload(): void {
    const set = this.#read();
    const { context } = contextOf(set);
    this.#set = set;
    this.context.context = context;
  }

  #read(): CertificateSet {
    const { own, data, random, now, hosts } = this.#options;
    if (own) return ownCertificate(own);
    const existing = readCertificates(data);
    const set = certificates(existing, { now: now(), random, hosts: hosts() });
    if (set.certificate !== existing.certificate) writeCertificates(data, set);
    return set;
  }
}

function ownCertificate(files: { readonly certificate: string; readonly key: string }): CertificateSet {
  const [certificate, key] = [readText(files.certificate), readText(files.key)];
  try {
    if (!new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))) throw new Error('another key');
  } catch (cause) {
    const data = { path: files.certificate, detail: messageOf(cause) };
    throw new MailError('server.badCertificate', { retry: 'afterUser', cause, data });
  }
  return { ca: '', caKey: '', certificate, key };
}

function contextOf({ certificate, ca, key }: CertificateSet): SecureContext {
  return createSecureContext({ cert: certificate + ca, key });
}
