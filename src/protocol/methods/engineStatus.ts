import { method } from '../method.ts';
import { accountId } from '../records.ts';
import { count, list, nullable, object, oneOf, record, string, timestamp } from '../schema.ts';

const database = object({ bytes: count, unusedBytes: count });

/** What the engine is and how it does: for Show Status, `mailroom status`, support reports and the bench. */
export const engineStatus = method('engine.status', {
  params: {},
  result: {
    version: string(),
    pid: count,
    profile: string(),
    startedAt: timestamp,
    now: timestamp,
    clients: count,
    residentBytes: count,
    heapBytes: count,
    /** The share of its life that the engine's thread was busy, in thousandths. */
    busyPerMille: count,
    userSchema: count,
    cacheSchema: count,
    databases: object({ user: database, cache: database }),
    cached: object({ messages: count, bodies: count, bodyBytes: count }),
    /** Connections to mail servers that stand. */
    connections: list(
      object({
        account: accountId,
        service: oneOf('imap', 'pop3', 'smtp'),
        since: timestamp,
        lastAt: timestamp,
        /** The version of TLS; '' without. */
        secured: string(),
      }),
      { max: 1_000 },
    ),
    queues: object({
      /** Changes that wait for a server. */
      operations: count,
      /** Mails of the outbox by state. */
      outbox: record(count),
      /** Messages in the full-text index, of how many; null once all are. */
      index: nullable(object({ indexed: count, total: count })),
      /** Requests under way, this one included. */
      requests: count,
    }),
    /** The requests that took most of the time, ms. */
    timings: list(object({ method: string(), calls: count, failed: count, totalMs: count, slowestMs: count }), {
      max: 50,
    }),
  },
});
