import { type ConnectionOptions, getCACertificates, TLSSocket } from 'node:tls';
import { MailError } from '../../base/errors.ts';
import { certificateData, describeCertificate } from './certificate.ts';
import { type Endpoint, exceptionFor, isIpAddress, isLoopback, type Trust } from './endpoint.ts';
import { certificateErrorCode } from './errors.ts';
import { trustSystemCertificates } from './systemCertificates.ts';

/**
 * TLS options for every connection to a mail server: TLS 1.2 or newer, the machine's certificates and the account's own.
 * The handshake is let through whatever the certificate says, so that a bad one can be described to the person;
 * {@link assertTrusted} must follow before a single byte of ours. `dial.ts` and `smtp/connection.ts` do so.
 */
export function tlsOptions({ host }: Endpoint, trust: Trust): ConnectionOptions {
  trustSystemCertificates();
  return {
    host,
    ...(isIpAddress(host) ? {} : { servername: host }),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: false,
    ...(trust.ca === undefined ? {} : { ca: [...getCACertificates('default'), trust.ca] }),
  };
}

/**
 * Throws unless the peer's certificate verifies for this host, or is the very one that a person accepted for this host
 * and port: `net.certificateUntrusted`, `…Expired`, `…Name`, or `…Changed` where another one had been accepted.
 * `net.startTlsMissing` for a line that is not under TLS at all.
 */
export function assertTrusted(socket: unknown, endpoint: Endpoint, trust: Trust): void {
  if (!(socket instanceof TLSSocket)) {
    const { host, port } = endpoint;
    throw new MailError('net.startTlsMissing', { retry: 'afterUser', data: { host, port } });
  }
  if (socket.authorized) return;
  const facts = describeCertificate(socket.getPeerCertificate(), endpoint);
  const accepted = exceptionFor(trust, endpoint);
  if (facts.fingerprint256 && accepted.some((one) => one.fingerprint256 === facts.fingerprint256)) return;
  const reason = String(socket.authorizationError);
  throw new MailError(accepted.length > 0 ? 'net.certificateChanged' : certificateErrorCode(reason), {
    retry: 'afterUser',
    data: { ...certificateData(facts), reason },
  });
}

/** Throws `net.plaintextRefused` for a connection without TLS to another machine. */
export function assertProtected({ host, port, security }: Endpoint): void {
  if (security === 'none' && !isLoopback(host))
    throw new MailError('net.plaintextRefused', { retry: 'afterUser', data: { host, port } });
}
