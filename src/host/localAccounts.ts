import { isMailError } from '../base/errors.ts';
import { accountAdd } from '../protocol/methods/accountAdd.ts';
import { accountList } from '../protocol/methods/accountList.ts';
import { accountUpdate } from '../protocol/methods/accountUpdate.ts';
import type { AccountConfig, AccountId, AccountRecord } from '../protocol/records.ts';
import type { EngineCaller } from './engineConnection.ts';
import type { SecretStore } from './secrets.ts';

/** Someone whom the local server made itself, with the password of its mailbox. */
export interface LocalAccount {
  readonly config: AccountConfig;
  readonly secret: string;
}

/**
 * Adds the local server's own mailboxes to Mailroom. One from an earlier start gets the ports of today, and so does one
 * that another window adds at the same moment.
 */
export async function addLocalAccounts(
  { engine, secrets }: { readonly engine: EngineCaller; readonly secrets: SecretStore },
  wanted: readonly LocalAccount[],
  { signal }: { readonly signal: AbortSignal },
): Promise<void> {
  const { accounts } = await engine.call(accountList, {}, { signal });
  for (const one of wanted) {
    const { config, secret } = one;
    const known = find(accounts, config);
    const account = known ? await update(engine, known, config, signal) : await add(engine, one, signal);
    await secrets.store({ account, service: 'imap' }, secret);
  }
}

async function update(engine: EngineCaller, { id }: AccountRecord, config: AccountConfig, signal: AbortSignal) {
  await engine.call(accountUpdate, { account: id, config }, { signal });
  return id;
}

async function add(engine: EngineCaller, { config, secret }: LocalAccount, signal: AbortSignal): Promise<AccountId> {
  try {
    return (await engine.call(accountAdd, { config, secret }, { signal })).account;
  } catch (error) {
    if (!isMailError(error, 'account.exists')) throw error;
    const known = find((await engine.call(accountList, {}, { signal })).accounts, config);
    if (!known) throw error;
    return update(engine, known, config, signal);
  }
}

function find(accounts: readonly AccountRecord[], { address }: AccountConfig): AccountRecord | undefined {
  return accounts.find(({ config }) => config.address === address);
}
