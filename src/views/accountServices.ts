import { isMailError } from '../base/errors.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import type { Notices } from '../host/notices.ts';
import type { SecretStore } from '../host/secrets.ts';
import { accountAdd } from '../protocol/methods/accountAdd.ts';
import { accountCheck } from '../protocol/methods/accountCheck.ts';
import { accountLookup } from '../protocol/methods/accountLookup.ts';
import { accountUpdate } from '../protocol/methods/accountUpdate.ts';
import { secretProvide } from '../protocol/methods/secretProvide.ts';
import type { AccountId, AccountRecord } from '../protocol/records.ts';
import { accountTexts } from '../texts/accounts.ts';
import type { Translate } from '../texts/translate.ts';
import type { AccountFormOptions, AccountServices } from './accountForm.ts';
import type { FormState } from './accountFormState.ts';
import type { AccountPrompts } from './accountFormSteps.ts';

export interface AccountSurfaces {
  readonly engine: EngineCaller;
  readonly notify: Notices;
  readonly t: Translate;
  readonly secrets: SecretStore;
  readonly accountPrompts: AccountPrompts;
  /** A date in the reader's form. */
  readonly formatDate: (ms: number) => string;
}

/** The form over the engine and the secret store; for an account that is there, or a new one. */
export function accountFormOptions(surfaces: AccountSurfaces, account?: AccountRecord): AccountFormOptions {
  const { t, accountPrompts, formatDate } = surfaces;
  return { t, formatDate, prompts: accountPrompts, services: servicesFor(surfaces, account?.id) };
}

/** The form's state for an account that is there; its secrets stay where they are until others are typed. */
export async function stateOf({ engine }: AccountSurfaces, { config }: AccountRecord): Promise<FormState> {
  const { provider } = config.provider
    ? await engine.call(accountLookup, { address: config.address })
    : { provider: null };
  return { config, provider, secret: undefined, smtpSecret: undefined };
}

function servicesFor(surfaces: AccountSurfaces, account: AccountId | undefined): AccountServices {
  const { engine, notify, t } = surfaces;
  return {
    lookup: (address, { signal }) => engine.call(accountLookup, { address }, { signal }),
    check: ({ config, ...secrets }, { signal }) =>
      engine.call(accountCheck, { config, ...typedSecrets(secrets), ...(account ? { account } : {}) }, { signal }),
    async save({ config, ...secrets }) {
      if (account) await engine.call(accountUpdate, { account, config });
      const id = account ?? (await engine.call(accountAdd, { config, ...typedSecrets(secrets) })).account;
      await keepSecrets(surfaces, id, secrets, config.address);
      const { address } = config;
      notify.info(account ? t(accountTexts.saved, { address }) : t(accountTexts.added, { address }));
    },
  };
}

type Secrets = Pick<FormState, 'secret' | 'smtpSecret'>;

/** Stores what was typed, and says at once when the store did not keep it: the engine has it in memory meanwhile. */
async function keepSecrets(
  { engine, secrets, notify, t }: AccountSurfaces,
  account: AccountId,
  { secret, smtpSecret }: Secrets,
  address: string,
): Promise<void> {
  const typed = [
    { service: 'imap', secret },
    { service: 'smtp', secret: smtpSecret },
  ] as const;
  for (const { service, secret: value } of typed) {
    if (value === undefined) continue;
    try {
      await secrets.store({ account, service }, value);
    } catch (error) {
      if (!isMailError(error, 'auth.secretLost')) throw error;
      notify.warn(t(accountTexts.secretNotKept, { address }));
    }
    await engine.call(secretProvide, { account, service, secret: value });
  }
}

function typedSecrets({ secret, smtpSecret }: Secrets): { secret?: string; smtpSecret?: string } {
  return { ...(secret === undefined ? {} : { secret }), ...(smtpSecret === undefined ? {} : { smtpSecret }) };
}
