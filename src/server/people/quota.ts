import type { Store } from '../store/store.ts';

/** Why a message does not fit. `never`: it is larger than the limit by itself, so that waiting or deleting helps nothing. */
export interface Overflow {
  readonly limit: 'quota' | 'mailbox';
  readonly limitBytes: number;
  readonly usedBytes: number;
  readonly never: boolean;
}

/**
 * Whether `bytes` more fit for this user, and into this mailbox when one is named; undefined when they do. Asked before
 * each delivery and each APPEND or COPY (RFC 9208 §4.3); two rows are read, however much mail there is.
 */
export function overflow(
  store: Store,
  { userId, mailboxId, bytes }: { readonly userId: number; readonly mailboxId?: number; readonly bytes: number },
): Overflow | undefined {
  const { quota, used, max, inMailbox } = store.users.room(userId, mailboxId);
  if (quota > 0 && used + bytes > quota) {
    return { limit: 'quota', limitBytes: quota, usedBytes: used, never: bytes > quota };
  }
  if (max > 0 && mailboxId !== undefined && inMailbox + bytes > max) {
    return { limit: 'mailbox', limitBytes: max, usedBytes: inMailbox, never: bytes > max };
  }
  return undefined;
}
