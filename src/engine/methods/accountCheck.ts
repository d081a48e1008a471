import { accountCheck } from '../../protocol/methods/accountCheck.ts';
import { checkAccount } from '../accounts/check.ts';
import { knownSecrets } from '../accounts/knownSecrets.ts';
import { trustOf } from '../accounts/trust.ts';
import { assertAccountConfig } from '../accounts/validate.ts';
import { handle } from '../handler.ts';

/** With `account` and no secret, the stored ones are asked for. */
export const handleAccountCheck = handle(
  accountCheck,
  async ({ clock, log, version, secrets }, { config, account, ...typed }, { signal, progress }) => {
    assertAccountConfig(config);
    const known = await knownSecrets(secrets, config, account, typed);
    const dependencies = { clock, log, trust: await trustOf(config), clientVersion: version };
    return checkAccount(config, known, dependencies, { signal, onProgress: progress });
  },
);
