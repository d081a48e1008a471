import { MailError } from '../../base/errors.ts';
import { checkAddress } from '../../mail/mime/addressSyntax.ts';
import { isHostName } from '../../mail/net/autoconfig.ts';
import { isIpAddress } from '../../mail/net/endpoint.ts';
import { assertProtected } from '../../mail/net/tlsPolicy.ts';
import type { AccountConfig, Endpoint } from '../../protocol/records.ts';

/**
 * Holds settings to what can work. Throws `account.badAddress`, `account.badConfig` with the `field` that is wrong, or
 * `net.plaintextRefused`.
 */
export function assertAccountConfig(config: AccountConfig): void {
  const { address, name, user = '', imap, pop3, smtp } = config;
  const fault = checkAddress(address);
  if (fault) throw new MailError('account.badAddress', { retry: 'afterUser', data: { address, fault } });
  if (!imap && !pop3 && !smtp) throw bad('imap');
  if (hasControl(name)) throw bad('name');
  if (hasControl(user)) throw bad('user');
  for (const [field, endpoint] of Object.entries({ imap, pop3, smtp })) if (endpoint) assertEndpoint(field, endpoint);
}

function assertEndpoint(field: string, endpoint: Endpoint): void {
  if (!isHostName(endpoint.host) && !isIpAddress(endpoint.host)) throw bad(`${field}.host`);
  if (hasControl(endpoint.user ?? '')) throw bad(`${field}.user`);
  assertProtected(endpoint);
}

/** A line break in a name or login would be a command of its own on the wire. */
function hasControl(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

function bad(field: string): MailError {
  return new MailError('account.badConfig', { retry: 'afterUser', data: { field, detail: field } });
}
