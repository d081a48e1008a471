import type { PeerCertificate } from 'node:tls';
import type { ErrorData } from '../../base/errors.ts';
import type { Endpoint } from './endpoint.ts';

/** What a person needs to see of a certificate before deciding. Dates in ms; `fingerprint256` is SHA-256, hex with colons. */
export interface CertificateFacts {
  readonly host: string;
  readonly port: number;
  readonly subject: string;
  readonly issuer: string;
  readonly validFrom: number;
  readonly validTo: number;
  readonly fingerprint256: string;
}

export function describeCertificate(certificate: PeerCertificate, { host, port }: Endpoint): CertificateFacts {
  return {
    host,
    port,
    subject: nameOf(certificate.subject, certificate.subjectaltname),
    issuer: nameOf(certificate.issuer),
    validFrom: dateOf(certificate.valid_from),
    validTo: dateOf(certificate.valid_to),
    fingerprint256: certificate.fingerprint256 ?? '',
  };
}

/** The facts as they travel in an error's data; `certificateIn` reads them back. */
export function certificateData(facts: CertificateFacts): ErrorData {
  return { ...facts };
}

/** The certificate that an error carries, if it does. */
export function certificateIn(data: ErrorData): CertificateFacts | null {
  const { host, port, subject, issuer, validFrom, validTo, fingerprint256 } = data;
  if (typeof host !== 'string' || typeof port !== 'number' || typeof fingerprint256 !== 'string') return null;
  if (typeof subject !== 'string' || typeof issuer !== 'string') return null;
  if (typeof validFrom !== 'number' || typeof validTo !== 'number') return null;
  return { host, port, subject, issuer, validFrom, validTo, fingerprint256 };
}

type CertificateName = { readonly [key: string]: string | readonly string[] | undefined } | undefined;

function nameOf(name: object | undefined, alternatives = ''): string {
  const fields: CertificateName = name ? Object.fromEntries(Object.entries(name)) : undefined;
  const parts = ['CN', 'O', 'OU'].flatMap((key) => fields?.[key] ?? []).map(printable);
  return parts.join(', ') || printable(alternatives);
}

/** A certificate is written by a stranger: no control or direction-changing characters reach a dialog. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ').slice(0, 300);
}

function dateOf(text: string): number {
  const date = Date.parse(text);
  return Number.isNaN(date) ? 0 : date;
}
