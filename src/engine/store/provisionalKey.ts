/** Names of messages that the server does not have yet; see provisional.ts. */
import type { MailboxId } from '../../protocol/records.ts';
import type { MessageKey } from './messageKey.ts';

/** One past the largest UIDVALIDITY (RFC 9051 §9 nz-number: 32 bits). */
export const provisionalUidValidity = 2 ** 32;

/** At the far end of what a UID can be (32 bits), where no mailbox gets to, so that it is told apart without its UIDVALIDITY too. */
export function provisionalUid(operation: number, position: number): number {
  return firstUid + (operation % operationsNamed) * messagesNamed + position;
}

/** What waiting copies and appends of an operation are called; undefined for one that goes nowhere. */
export function provisionalKey(
  { id, target }: { readonly id: number; readonly target: MailboxId | null },
  position: number,
): MessageKey | undefined {
  return target === null
    ? undefined
    : { mailbox: target, uidValidity: provisionalUidValidity, uid: provisionalUid(id, position) };
}

/** So many operations, one after the other, and messages of each have names of their own. */
const firstUid = 4_000_000_000;
const operationsNamed = 29_000;
const messagesNamed = 10_000;
