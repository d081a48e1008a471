import { type Mailbox, sameAddress } from '../../mail/mime/address.ts';
import { splitAddress } from '../../mail/mime/addressSyntax.ts';
import type { Identity } from '../../protocol/identities.ts';
import type { AccountConfig, AccountId } from '../../protocol/records.ts';
import { mainIdentity } from '../accounts/mainIdentity.ts';
import type { DraftContent } from './draftContent.ts';

/** An account as composing sees it. */
export interface SenderAccount {
  readonly id: AccountId;
  readonly config: AccountConfig;
  /** Of this account, the main one first; absent: the main one alone, as the account's settings make it. */
  readonly identities?: readonly Identity[];
}

/** Who sends: the account that a mail leaves through, as whom, and under which of the identity's addresses. */
export interface Sender extends SenderAccount {
  readonly identity: Identity;
  /** As it was written to, or asked for: `ann+news@x.test` where the identity is `ann@x.test`. */
  readonly address: string;
}

/** How an identity has an address, best first: as its own, as an alias, with a `+tag`, by `*@domain`. */
type Match = 'own' | 'alias' | 'tagged' | 'wildcard';
const byMerit: readonly Match[] = ['own', 'alias', 'tagged', 'wildcard'];

/** Joins accounts with their identities. */
export function withIdentities(
  accounts: readonly SenderAccount[],
  identities: readonly Identity[],
): readonly SenderAccount[] {
  return accounts.map(({ id, config }) => ({
    ...{ id, config },
    identities: identities.filter(({ account }) => account === id),
  }));
}

/** Who a draft is from: whom `from:` names, else the first account that can send; undefined if none fits. */
export function senderOf(content: Pick<DraftContent, 'from'>, accounts: readonly SenderAccount[]): Sender | undefined {
  const [written] = content.from;
  if (written) return senderAs(written, accounts);
  const first = accounts.find((account) => account.config.smtp) ?? accounts[0];
  return first && mainSender(first);
}

/**
 * Who has this address. Where several have it alike, whom the name names; else the first. `wildcards: false`: only who has
 * it by itself.
 */
export function senderAs(
  { address, name }: Mailbox,
  accounts: readonly SenderAccount[],
  { wildcards = true } = {},
): Sender | undefined {
  const found = accounts.flatMap((account) =>
    identitiesOf(account).flatMap((identity) => {
      const match = matchOf(identity, address);
      if (!match || (match === 'wildcard' && !wildcards)) return [];
      const merit = byMerit.indexOf(match) + (name !== '' && name === identity.name ? -0.5 : 0);
      return [{ merit, sender: { ...account, identity, address: match === 'own' ? identity.address : address } }];
    }),
  );
  return found.reduce<(typeof found)[number] | undefined>(
    (best, one) => (best && best.merit <= one.merit ? best : one),
    undefined,
  )?.sender;
}

/** An account as itself. */
export function mainSender(account: SenderAccount): Sender {
  const identity = identitiesOf(account)[0] ?? mainIdentity(account);
  return { ...account, identity, address: identity.address };
}

/** True for an address at which one of the accounts receives: of an identity, an alias, or with a `+tag`, in any case. */
export function isOwnAddress(address: string, accounts: readonly SenderAccount[]): boolean {
  return senderAs({ name: '', address }, accounts) !== undefined;
}

export function identitiesOf(account: SenderAccount): readonly Identity[] {
  const { identities = [] } = account;
  return identities.length > 0 ? identities : [mainIdentity(account)];
}

function matchOf(identity: Identity, address: string): Match | undefined {
  if (sameAddress(identity.address, address)) return 'own';
  if (identity.aliases.some((alias) => sameAddress(alias, address))) return 'alias';
  const bare = untagged(address);
  if ([identity.address, ...identity.aliases].some((own) => sameAddress(own, bare))) return 'tagged';
  return identity.aliases.some((alias) => isInDomain(alias, address)) ? 'wildcard' : undefined;
}

/** `*@domain` takes every address of the domain, not of its subdomains. */
function isInDomain(alias: string, address: string): boolean {
  if (!alias.startsWith('*@')) return false;
  return sameAddress(`any@${alias.slice(2)}`, `any@${splitAddress(address)?.domain ?? ''}`);
}

/** `ann+news@x` is `ann@x` (RFC 5233 subaddresses, as Gmail, Fastmail, Outlook, Dovecot and Postfix have them). */
function untagged(address: string): string {
  const split = splitAddress(address);
  return split ? `${split.local.split('+')[0]}@${split.domain}` : address;
}
