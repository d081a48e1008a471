import type { AccountConfig, AccountId } from '../../protocol/records.ts';
import type { CheckSecrets } from './check.ts';
import { secretServiceOf } from './credentials.ts';
import type { SecretBroker } from './secrets.ts';

/** What a check signs in with: what was typed, else for an account what is stored. Undefined: not known. */
export async function knownSecrets(
  secrets: SecretBroker,
  config: AccountConfig,
  account: AccountId | undefined,
  typed: { readonly secret?: string | undefined; readonly smtpSecret?: string | undefined },
): Promise<CheckSecrets> {
  const { secret, smtpSecret } = typed;
  const given = { incoming: secret, outgoing: config.smtpOwnSecret ? smtpSecret : secret };
  if (account === undefined || config.auth === 'none') return given;
  const stored = async (service: 'imap' | 'smtp') =>
    (await secrets.get({ account, service: secretServiceOf(config, service) })) ?? undefined;
  const incoming = given.incoming ?? (await stored('imap'));
  const outgoing = given.outgoing ?? (config.smtpOwnSecret ? await stored('smtp') : incoming);
  return { incoming, outgoing };
}
