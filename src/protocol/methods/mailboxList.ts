import { method } from '../method.ts';
import { accountId, mailboxRecord } from '../records.ts';
import { list, optional } from '../schema.ts';

/** The mailboxes of one account or of all, parents before children. */
export const mailboxList = method('mailbox.list', {
  params: { account: optional(accountId) },
  result: { mailboxes: list(mailboxRecord, { max: 20_000 }) },
});
