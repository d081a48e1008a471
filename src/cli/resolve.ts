import { MailError } from '../base/errors.ts';
import type { EngineClient } from '../engineClient/engineClient.ts';
import { accountList } from '../protocol/methods/accountList.ts';
import { mailboxList } from '../protocol/methods/mailboxList.ts';
import {
  type AccountId,
  type AccountRecord,
  type MailboxRecord,
  type MessageId,
  messageId,
} from '../protocol/records.ts';
import { misuse } from './arguments.ts';

/** The account that `--account` names by id or address. Undefined without the option. Throws `account.unknown`. */
export async function resolveAccount(
  engine: EngineClient,
  named: string | undefined,
): Promise<AccountRecord | undefined> {
  if (named === undefined) return undefined;
  const { accounts } = await engine.call(accountList, {});
  const account = accounts.find(
    ({ id, config }) => id === named || config.address.toLowerCase() === named.toLowerCase(),
  );
  if (!account) throw new MailError('account.unknown', { data: { account: named } });
  return account;
}

/** A mailbox by id, path (INBOX in any case, RFC 9051 §5.1) or special use. Throws `mailbox.unknown`; `cli.usage` when two accounts have it. */
export async function resolveMailbox(
  engine: EngineClient,
  named: string,
  account: AccountId | undefined,
): Promise<MailboxRecord> {
  const { mailboxes } = await engine.call(mailboxList, account ? { account } : {});
  const wanted = named.toLowerCase();
  const tests: readonly ((mailbox: MailboxRecord) => boolean)[] = [
    ({ id }) => id === named,
    ({ path }) => path === named,
    ({ path }) => wanted === 'inbox' && path.toLowerCase() === wanted,
    ({ specialUse }) => specialUse === wanted,
  ];
  for (const test of tests) {
    const found = mailboxes.filter(test);
    if (found.length > 1) throw misuse(`${named}: --account ${found.map((mailbox) => mailbox.account).join(' | ')}`);
    if (found[0]) return found[0];
  }
  throw new MailError('mailbox.unknown', { data: { mailbox: named } });
}

/** Message ids as typed. Throws `cli.usage` for a word that is none. */
export function readMessageIds(words: readonly string[]): readonly MessageId[] {
  return words.map((word) => {
    try {
      return messageId.parse(word);
    } catch {
      throw misuse(word); // Any refusal of the schema means the same to the person: this is no id.
    }
  });
}
