import { accountAdd } from '../protocol/methods/accountAdd.ts';
import { accountList } from '../protocol/methods/accountList.ts';
import { accountUpdate } from '../protocol/methods/accountUpdate.ts';
import type { AccountConfig, AccountRecord } from '../protocol/records.ts';
import type { EngineCaller } from './engineConnection.ts';
import type { SecretStore } from './secrets.ts';

/** Someone whom the local server made itself, with the password of its mailbox. */
export interface LocalAccount {
  readonly config: AccountConfig;
  readonly secret: string;
}

/** Adds the local server's own mailboxes to Mailroom. One from an earlier start gets the ports of today. */
export async function addLocalAccounts(
  { engine, secrets }: { readonly engine: EngineCaller; readonly secrets: SecretStore },
  wanted: readonly LocalAccount[],
  { signal }: { readonly signal: AbortSignal },
): Promise<void> {
  const { accounts } = await engine.call(accountList, {}, { signal });
  for (const { config, secret } of wanted) {
    const known = accounts.find((account) => account.config.address === config.address);
    const account = known ? await update(engine, known, config, signal) : await add(engine, { config, secret }, signal);
    await secrets.store({ account, service: 'imap' }, secret);
  }
}

async function update(engine: EngineCaller, { id }: AccountRecord, config: AccountConfig, signal: AbortSignal) {
  await engine.call(accountUpdate, { account: id, config }, { signal });
  return id;
}

async function add(engine: EngineCaller, { config, secret }: LocalAccount, signal: AbortSignal) {
  return (await engine.call(accountAdd, { config, secret }, { signal })).account;
}
