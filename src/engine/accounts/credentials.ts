import { MailError } from '../../base/errors.ts';
import type { AccountConfig, Endpoint, SecretRequest } from '../../protocol/records.ts';

/** The service's login name: its own, else the account's, else the address. */
export function userOf(config: AccountConfig, endpoint: Endpoint): string {
  return endpoint.user ?? config.user ?? config.address;
}

/** Which stored secret a service signs in with: SMTP shares the incoming one unless it has its own. */
export function secretServiceOf(config: AccountConfig, service: 'imap' | 'smtp'): SecretRequest['service'] {
  return service === 'smtp' && config.smtpOwnSecret ? 'smtp' : 'imap';
}

/** Throws `auth.needsOauth` for an account that signs in by a token: a password is never tried in its place. */
export function assertTakesPassword({ auth }: AccountConfig, { host, port }: Endpoint): void {
  if (auth === 'oauth2') throw new MailError('auth.needsOauth', { retry: 'afterUser', data: { host, port } });
}
