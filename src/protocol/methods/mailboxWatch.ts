import { method } from '../method.ts';
import { mailboxId } from '../records.ts';
import { optional } from '../schema.ts';

/** Says which mailbox a client shows, so that it is kept current by IDLE. Empty = none. */
export const mailboxWatch = method('mailbox.watch', {
  params: { mailbox: optional(mailboxId) },
  result: {},
});
