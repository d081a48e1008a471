import { pageMaxRows } from '../limits.ts';
import { method } from '../method.ts';
import { accountId, mailboxId, messageRow } from '../records.ts';
import { boolean, count, integer, list, nullable, object, oneOf, optional, string, timestamp } from '../schema.ts';

/** A range of UTF-16 units: from the first with, to the second without. */
const range = object({ start: count, end: count });
const ranges = list(range, { max: 1_000 });

/** Where the words of a search stand in a hit. */
const searchMatch = object({
  subject: ranges,
  /** In the sender's name; in the address where there is none. */
  from: ranges,
  /** A line of the text around the first word found in it; null where none is, or the text is not here. */
  snippet: nullable(object({ text: string({ max: 1_000 }), ranges })),
});

/**
 * Full-text search, in the cache and on the server where that can be trusted. The query language is in docs/search.md:
 * `from: to: cc: subject: body: has: filename: is: in: account: list: before: after: older_than: newer_than: larger:
 * smaller: "phrase" word* -not OR ( )`. A query that makes no sense in part is answered for the rest of it.
 */
export const messageSearch = method('message.search', {
  params: {
    query: string({ max: 1_000 }),
    account: optional(accountId),
    mailbox: optional(mailboxId),
    limit: integer({ min: 1, max: pageMaxRows }),
    /** Default `date`: the newest first. */
    order: optional(oneOf('date', 'relevance')),
    /** False asks no server, for an answer at once. Default true. */
    server: optional(boolean),
  },
  result: {
    rows: list(messageRow, { max: pageMaxRows }),
    /** One for each row. */
    matches: list(searchMatch, { max: pageMaxRows }),
    more: boolean,
    /** `searched`: nothing is left out. `unsupported`: the server cannot be asked all of it. */
    server: oneOf('searched', 'offline', 'untrusted', 'unsupported', 'failed', 'notAsked'),
    /** Mail sorted at or before this moment is not here whole, so that without the server it was searched in part; null: it is. */
    completeSince: nullable(timestamp),
    /** Where the search ended at a bound of its own: older mail was not looked at. */
    stoppedAt: nullable(timestamp),
    /** Set while mail is being indexed: hits may be missing. */
    indexing: nullable(object({ indexed: count, total: count })),
    /** What could not be understood, with its place in the query. */
    problems: list(
      object({
        code: oneOf('search.unclosed', 'search.unknownOperator', 'search.badValue', 'search.tooLong'),
        start: count,
        end: count,
      }),
      { max: 1_000 },
    ),
  },
  errors: ['search.badQuery'],
  timeoutMs: 60_000,
});
