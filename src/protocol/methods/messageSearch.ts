import { pageMaxRows } from '../limits.ts';
import { method } from '../method.ts';
import { accountId, mailboxId, messageRow } from '../records.ts';
import { boolean, integer, list, oneOf, optional, string } from '../schema.ts';

/** Finds by sender, recipient and subject: in the cache, and on the server where it can be trusted. */
export const messageSearch = method('message.search', {
  params: {
    query: string({ max: 1_000 }),
    account: optional(accountId),
    mailbox: optional(mailboxId),
    limit: integer({ min: 1, max: pageMaxRows }),
  },
  result: {
    rows: list(messageRow, { max: pageMaxRows }),
    more: boolean,
    server: oneOf('searched', 'offline', 'untrusted', 'failed'),
  },
  errors: ['search.badQuery'],
  timeoutMs: 60_000,
});
