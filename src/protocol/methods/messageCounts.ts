import { method } from '../method.ts';
import { mailboxId } from '../records.ts';
import { count, list, nullable, object, timestamp } from '../schema.ts';

/** How many messages lie in each span of sort dates (ms, from with, to without): what the date groups of the tree show. */
export const messageCounts = method('message.counts', {
  params: { mailbox: mailboxId, spans: list(object({ from: timestamp, to: timestamp }), { max: 200 }) },
  result: {
    total: count,
    oldest: nullable(timestamp),
    spans: list(object({ messages: count, unread: count }), { max: 200 }),
  },
  errors: ['mailbox.unknown', 'account.offline', 'mailbox.gone', 'mailbox.refused'],
});
