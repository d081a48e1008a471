import { pageMaxRows } from '../limits.ts';
import { method } from '../method.ts';
import { mailboxId, messageRow } from '../records.ts';
import { integer, list, nullable, optional, string, timestamp } from '../schema.ts';

/** One page of a mailbox, newest first. `before` continues a page. `from`/`to` bound the sort date (ms, from with, to without). */
export const messageList = method('message.list', {
  params: {
    mailbox: mailboxId,
    limit: integer({ min: 1, max: pageMaxRows }),
    before: optional(string({ max: 100 })),
    from: optional(timestamp),
    to: optional(timestamp),
  },
  result: { rows: list(messageRow, { max: pageMaxRows }), next: nullable(string({ max: 100 })) },
  errors: ['mailbox.unknown', 'account.offline', 'mailbox.gone', 'mailbox.refused'],
});
