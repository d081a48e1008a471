import { accountCheck } from '../../protocol/methods/accountCheck.ts';
import type { AccountConfig, AccountId } from '../../protocol/records.ts';
import { type CheckSecrets, checkAccount } from '../accounts/check.ts';
import { secretServiceOf } from '../accounts/credentials.ts';
import type { SecretBroker } from '../accounts/secrets.ts';
import { trustOf } from '../accounts/trust.ts';
import { assertAccountConfig } from '../accounts/validate.ts';
import { handle } from '../handler.ts';

/** With `account` and no secret, the stored ones are asked for. */
export const handleAccountCheck = handle(
  accountCheck,
  async ({ clock, log, version, secrets }, { config, secret, smtpSecret, account }, { signal, progress }) => {
    assertAccountConfig(config);
    const typed = { incoming: secret, outgoing: config.smtpOwnSecret ? smtpSecret : secret };
    const known = account === undefined ? typed : await withStored(secrets, config, account, typed);
    const dependencies = { clock, log, trust: await trustOf(config), clientVersion: version };
    return checkAccount(config, known, dependencies, { signal, onProgress: progress });
  },
);

async function withStored(
  secrets: SecretBroker,
  config: AccountConfig,
  account: AccountId,
  typed: CheckSecrets,
): Promise<CheckSecrets> {
  if (config.auth === 'none') return typed;
  const stored = async (service: 'imap' | 'smtp') =>
    (await secrets.get({ account, service: secretServiceOf(config, service) })) ?? undefined;
  const incoming = typed.incoming ?? (await stored('imap'));
  const outgoing = typed.outgoing ?? (config.smtpOwnSecret ? await stored('smtp') : incoming);
  return { incoming, outgoing };
}
