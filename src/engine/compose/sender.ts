import { splitAddress } from '../../mail/mime/addressSyntax.ts';
import type { AccountConfig, AccountId } from '../../protocol/records.ts';
import type { DraftContent } from './draftContent.ts';

/** An account as composing sees it. */
export interface SenderAccount {
  readonly id: AccountId;
  readonly config: AccountConfig;
}

/** The account that a draft leaves through: the one that `from:` names, else the first that can send; undefined if none fits. */
export function senderOf(content: DraftContent, accounts: readonly SenderAccount[]): SenderAccount | undefined {
  const wanted = content.from[0]?.address;
  if (wanted === undefined) return accounts.find((account) => account.config.smtp) ?? accounts[0];
  return accounts.find((account) => reaches(account, wanted));
}

/** True for an address at which one of the accounts receives: its own, in any case, or with a `+tag`. */
export function isOwnAddress(address: string, accounts: readonly SenderAccount[]): boolean {
  return accounts.some((account) => reaches(account, address));
}

function reaches(account: SenderAccount, address: string): boolean {
  const own = account.config.address.toLowerCase();
  const asked = address.toLowerCase();
  return asked === own || untagged(asked) === own;
}

/** `ann+news@x` is `ann@x` (RFC 5233 subaddresses, as Gmail, Fastmail, Outlook, Dovecot and Postfix have them). */
function untagged(address: string): string {
  const split = splitAddress(address);
  return split ? `${split.local.split('+')[0]}@${split.domain}` : address;
}
