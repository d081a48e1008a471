import { type Mailbox, parseAddressList, sameAddress } from '../../mail/mime/address.ts';
import { asciiAddress } from '../../mail/mime/addressSyntax.ts';
import type { DraftContent } from './draftContent.ts';
import type { Sender } from './sender.ts';

/** The fields and the envelope that follow from who sends. */

/** The name that `from:` gives, else the identity's. */
export function fromOf({ from }: Pick<DraftContent, 'from'>, { identity, address }: Sender): Mailbox {
  const [written] = from;
  return { name: written?.name || identity.name, address: written?.address ?? address };
}

/** What the draft says, else what the identity says. */
export function replyToOf({ replyTo }: Pick<DraftContent, 'replyTo'>, { identity }: Sender): readonly Mailbox[] {
  return replyTo.length > 0 ? replyTo : parseAddressList(identity.replyTo).mailboxes;
}

/** The sender's own address, where a copy of each mail is wanted there. */
export function ownCopies({ identity, address }: Sender): readonly Mailbox[] {
  return identity.bccSelf ? [{ name: '', address }] : [];
}

/**
 * The return path: the account's address, also for a `+tag` of it; another identity's own, because SPF and DMARC ask for
 * the domain that stands in From (RFC 7489 §3.1.2).
 */
export function envelopeFrom({ config, identity, address }: Sender): string {
  return asciiAddress(
    identity.isMain && !identity.aliases.some((alias) => covers(alias, address)) ? config.address : address,
  );
}

/** RFC 5321: each recipient once, domains in A-labels. */
export function envelopeTo(list: readonly Mailbox[]): readonly string[] {
  return [...new Map(list.map(({ address }) => [asciiAddress(address).toLowerCase(), asciiAddress(address)])).values()];
}

function covers(alias: string, address: string): boolean {
  if (alias.startsWith('*@')) return address.toLowerCase().endsWith(alias.slice(1).toLowerCase());
  return sameAddress(alias, address);
}
