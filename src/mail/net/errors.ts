import type { ErrorCode } from '../../base/errorCodes.ts';
import { MailError, messageOf, type Retry } from '../../base/errors.ts';
import type { Endpoint } from './endpoint.ts';

/**
 * What Node, OpenSSL or the name system said, as one of our codes with host and port. A {@link MailError} stays as it is.
 * Anything not known here counts as a line that broke: `net.closed`.
 */
export function toNetError(error: unknown, { host, port }: Pick<Endpoint, 'host' | 'port'>): MailError {
  if (error instanceof MailError) return error;
  if (error instanceof Error && error.cause instanceof MailError) return error.cause;
  const [code, retry] = classify(error);
  return new MailError(code, { retry, cause: error, data: { host, port, detail: messageOf(error) } });
}

/** Maps what keeps a certificate from verifying (OpenSSL's X509_V_ERR names, and Node's own for a wrong host name). */
export function certificateErrorCode(reason: string): ErrorCode {
  if (reason === 'CERT_HAS_EXPIRED' || reason === 'CERT_NOT_YET_VALID') return 'net.certificateExpired';
  if (reason === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'net.certificateName';
  return 'net.certificateUntrusted';
}

const byNodeCode: { readonly [code: string]: ErrorCode } = {
  ENOTFOUND: 'net.hostNotFound',
  ENODATA: 'net.hostNotFound',
  EAI_NONAME: 'net.hostNotFound',
  EAI_NODATA: 'net.hostNotFound',
  EBADNAME: 'net.hostNotFound',
  EDNS: 'net.hostNotFound',
  EAI_AGAIN: 'net.unreachable',
  ESERVFAIL: 'net.unreachable',
  ECONNREFUSED: 'net.refused',
  EACCES: 'net.refused',
  EPERM: 'net.refused',
  EHOSTUNREACH: 'net.unreachable',
  ENETUNREACH: 'net.unreachable',
  ENETDOWN: 'net.unreachable',
  EADDRNOTAVAIL: 'net.unreachable',
  EHOSTDOWN: 'net.unreachable',
  ETIMEDOUT: 'net.timeout',
  ETIMEOUT: 'net.timeout',
  ESOCKETTIMEDOUT: 'net.timeout',
  CONNECT_TIMEOUT: 'net.timeout',
  GREETING_TIMEOUT: 'net.timeout',
  UPGRADE_TIMEOUT: 'net.timeout',
  SOCKET_TIMEOUT: 'net.timeout',
  ECONNRESET: 'net.closed',
  EPIPE: 'net.closed',
  LineTooLarge: 'net.limit',
  LiteralTooLarge: 'net.limit',
  ResponseTooLarge: 'net.limit',
  TooManyTokens: 'net.limit',
  STARTTLS_INJECTION: 'net.startTlsMissing',
  EPROTO: 'net.notTls',
};
const neverMended: ReadonlySet<ErrorCode> = new Set([
  'net.notTls',
  'net.tlsTooOld',
  'net.startTlsMissing',
  'net.limit',
]);

function classify(error: unknown): readonly [ErrorCode, Retry] {
  const known = codesOf(error)
    .map((code) => tlsErrorCode(code) ?? byNodeCode[code])
    .find((code) => code !== undefined);
  // nodemailer puts its own code in the place of OpenSSL's; the words stay.
  const code = known ?? (/\bSSL routines\b|wrong version number/.test(messageOf(error)) ? 'net.notTls' : 'net.closed');
  return [code, neverMended.has(code) ? 'afterUser' : 'later'];
}

/** Both sides speak TLS, and no version of it together: the server's alert (RFC 8446 §6.2), or what we will not take from it. */
function tlsErrorCode(code: string): ErrorCode | undefined {
  if (/^ERR_(SSL|OSSL|TLS)_.*(PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL)/.test(code)) return 'net.tlsTooOld';
  return /^ERR_(SSL|OSSL|TLS)_/.test(code) ? 'net.notTls' : undefined;
}

/** The error's own code first, then those of what it wraps: several addresses tried make an AggregateError. */
function codesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const inner = error instanceof AggregateError ? error.errors.flatMap(codesOf) : [];
  return [...own, ...inner, ...codesOf(error.cause)];
}
