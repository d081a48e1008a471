import { parseAddressList } from './address.ts';
import { splitAddress } from './addressSyntax.ts';

/** A mail's wish for a receipt: where it would go, and whether the mail itself came from there (RFC 8098 §2.1). */
export interface ReceiptWish {
  readonly to: string;
  /** False: the wish names somebody else than the mail's sender, as spies do, so that no receipt may go there. */
  readonly isSender: boolean;
}

/**
 * Reads the wish out of a header, in the order of its fields. None where nobody asks, where no one may be answered (a
 * report, mail of a program, a null return path), or where more is asked than we know (§2.2, `required`).
 */
export function receiptWishIn(
  fields: readonly (readonly [name: string, value: string])[],
  from: readonly { readonly address: string }[],
): ReceiptWish | undefined {
  const all = (name: string) => fields.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
  const asked = all('disposition-notification-to').flatMap((value) => parseAddressList(value).mailboxes);
  const [first] = asked;
  if (!first || !splitAddress(first.address)) return undefined;
  if (all('disposition-notification-options').some((value) => /=\s*required/i.test(value))) return undefined;
  if (/^\s*multipart\/report/i.test(all('content-type')[0] ?? '')) return undefined;
  if (all('auto-submitted').some((value) => !/^\s*no\b/i.test(value))) return undefined;
  const [returnPath] = all('return-path'); // The topmost is of the final delivery (RFC 5321 §4.4).
  if (returnPath !== undefined && /^\s*<\s*>/.test(returnPath)) return undefined;
  const sender = returnPath === undefined ? from[0]?.address : /[^\s<>]+@[^\s<>]+/.exec(returnPath)?.[0];
  const isSender = asked.every(({ address }) => isSame(address, first.address)) && isSame(first.address, sender ?? '');
  return { to: first.address, isSender };
}

/** Domains compare without case, what stands before them as it is (RFC 5321 §2.4). */
function isSame(one: string, other: string): boolean {
  const [a, b] = [splitAddress(one), splitAddress(other)];
  return a !== undefined && b !== undefined && a.local === b.local && a.domain.toLowerCase() === b.domain.toLowerCase();
}
