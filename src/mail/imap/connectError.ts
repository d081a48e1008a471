/** What goes wrong before and while signing in, as our errors. */
import { MailError } from '../../base/errors.ts';
import type { Endpoint } from '../net/endpoint.ts';
import { toNetError } from '../net/errors.ts';
import { serverSaidMaxChars } from '../net/limits.ts';

/** A refusal to sign in, a line that can't be secured, a server that says goodbye (`byeReason`), the rest. */
export function connectError(error: unknown, endpoint: Endpoint, byeReason: string): MailError {
  const { host, port } = endpoint;
  const coded = toNetError(error, endpoint);
  if (coded === error) return coded;
  const serverSaid = wordsOf(error) || byeReason;
  const data = { host, port, serverSaid: serverSaid.slice(0, serverSaidMaxChars) };
  if (hasField(error, 'authenticationFailed'))
    return new MailError('auth.refused', {
      retry: 'afterUser',
      cause: error,
      data: { ...data, ...responseCode(error) },
    });
  if (hasField(error, 'tlsFailed') && endpoint.security === 'starttls' && coded.code === 'net.closed')
    return new MailError('net.startTlsMissing', { retry: 'afterUser', cause: error, data });
  return new MailError(coded.code, { retry: coded.retry, cause: error, data: { ...coded.data, ...data } });
}

function hasField(error: unknown, field: 'authenticationFailed' | 'tlsFailed'): boolean {
  return error instanceof Error && Object.entries(error).some(([key, value]) => key === field && value === true);
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  for (const key of ['responseText', 'response', 'reason']) {
    const value: unknown = Object.entries(error).find(([name]) => name === key)?.[1];
    if (typeof value === 'string' && value) return value;
  }
  return '';
}

function responseCode(error: unknown): { responseCode?: string } {
  const found = error instanceof Error && 'serverResponseCode' in error ? error.serverResponseCode : undefined;
  return typeof found === 'string' ? { responseCode: found } : {};
}
