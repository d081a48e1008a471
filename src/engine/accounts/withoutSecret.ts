import { type ErrorData, MailError } from '../../base/errors.ts';

/**
 * A server's words with the secret taken out wherever they repeat it, plain or in base64. Only that: words like "Login
 * fail. Password is incorrect" look like a command with its credentials, and are the reason that a person needs.
 */
export function withoutSecret(text: string, secret: string | undefined): string {
  if (!secret) return text;
  const holdsSecret = (token: string) => Buffer.from(token, 'base64').toString('utf8').includes(secret);
  return text
    .replaceAll(secret, '***')
    .replace(/[A-Za-z0-9+/]{4,}={0,2}/g, (token) => (holdsSecret(token) ? '***' : token));
}

/** The same of all that an error tells. */
export function errorWithoutSecret({ code, retry, data, cause }: MailError, secret: string | undefined): MailError {
  const clean = Object.entries(data).map(([key, value]) => [
    key,
    typeof value === 'string' ? withoutSecret(value, secret) : value,
  ]);
  const plain: ErrorData = Object.fromEntries(clean);
  return new MailError(code, { retry, data: plain, cause });
}
