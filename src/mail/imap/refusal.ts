/** What imapflow throws, as our coded errors. RFC 5530 names most response codes. */
import type { ErrorCode } from '../../base/errorCodes.ts';
import { MailError, messageOf } from '../../base/errors.ts';
import { serverSaidMaxChars } from './limits.ts';

/** The error of a command that the server refused, or of a connection that broke. */
export function imapError(error: unknown): MailError {
  if (error instanceof MailError) return error;
  const status = field(error, 'responseStatus');
  if (status === 'NO' || status === 'BAD') return refusal(error, responseCode(error));
  // imapflow does not send what is larger than the server takes (RFC 7889): the line is sound, and it would not help to try again.
  if (field(error, 'serverResponseCode') === 'APPENDLIMIT') return refusal(error, 'APPENDLIMIT');
  return lost(error);
}

/** The response code of a refusal in upper case, or ''. */
export function responseCode(error: unknown): string {
  const own = field(error, 'serverResponseCode');
  if (own) return own.toUpperCase();
  const match = /\[([A-Z][A-Z0-9-]*)/i.exec(field(error, 'responseText'));
  if (match?.[1]) return match[1].toUpperCase();
  return codeOfResponse(property(error, 'response'));
}

/** True for a refusal (NO or BAD): the connection is sound and the server has answered. */
export function isRefusal(error: MailError): boolean {
  return error.code.startsWith('mailbox.');
}

const byResponseCode: { readonly [code: string]: ErrorCode } = {
  OVERQUOTA: 'mailbox.overQuota',
  NONEXISTENT: 'mailbox.gone',
  TRYCREATE: 'mailbox.gone',
  'READ-ONLY': 'mailbox.readOnly',
};

function refusal(error: unknown, code: string): MailError {
  const text = field(error, 'responseText') || messageOf(error);
  const data = { serverSaid: text.slice(0, serverSaidMaxChars), responseCode: code };
  const later = ['UNAVAILABLE', 'INUSE', 'LIMIT', 'SERVERBUG'].includes(code) || field(error, 'code') === 'ETHROTTLE';
  return new MailError(byResponseCode[code] ?? 'mailbox.refused', {
    retry: later ? 'later' : 'never',
    cause: error,
    data,
  });
}

function lost(error: unknown): MailError {
  const code = field(error, 'code');
  const options = {
    retry: 'later',
    cause: error,
    data: { detail: `${code} ${messageOf(error)}`.trim().slice(0, serverSaidMaxChars) },
  } as const;
  if (/TIMEOUT|ETIMEDOUT/.test(code)) return new MailError('net.timeout', options);
  if (/^(Line|Literal|Response)TooLarge$|^TooManyTokens$/.test(code)) return new MailError('net.limit', options);
  return new MailError('net.closed', options);
}

function codeOfResponse(response: unknown): string {
  const attributes = property(response, 'attributes');
  const first: unknown = Array.isArray(attributes) ? attributes[0] : undefined;
  const section = property(first, 'section');
  const name: unknown = Array.isArray(section) ? section[0] : undefined;
  return field(name, 'value').toUpperCase();
}

function field(source: unknown, name: string): string {
  const value = property(source, name);
  return typeof value === 'string' ? value : '';
}

function property(source: unknown, name: string): unknown {
  return typeof source === 'object' && source !== null ? Reflect.get(source, name) : undefined;
}
