/** Sizes and queues, for whoever looks into the engine. */
import type { Database } from './database.ts';

export interface DatabaseFigures {
  readonly bytes: number;
  /** Bytes of it that hold nothing now. */
  readonly unusedBytes: number;
}

export function databaseFigures(db: Database): DatabaseFigures {
  const pragma = (name: string) => Number(Object.values(db.get(`PRAGMA ${name}`) ?? {})[0] ?? 0);
  const pageBytes = pragma('page_size');
  return { bytes: pragma('page_count') * pageBytes, unusedBytes: pragma('freelist_count') * pageBytes };
}

/** Changes that wait for a server, and mails of the outbox by state. */
export function queueFigures(user: Database): {
  readonly operations: number;
  readonly outbox: { readonly [state: string]: number };
} {
  const waiting = user.get("SELECT count(*) AS n FROM operation WHERE state IN ('pending', 'sent')");
  const rows = user.all('SELECT state, count(*) AS n FROM outbox WHERE hidden = 0 GROUP BY state ORDER BY state');
  return {
    operations: Number(waiting?.['n'] ?? 0),
    outbox: Object.fromEntries(rows.map((row) => [String(row['state']), Number(row['n'])])),
  };
}

/** How much of the cache is there: messages listed, and sources kept. */
export function cacheFigures(cache: Database): {
  readonly messages: number;
  readonly bodies: number;
  readonly bodyBytes: number;
} {
  const messages = cache.get('SELECT count(*) AS n FROM message');
  const bodies = cache.get('SELECT count(*) AS n, coalesce(sum(size), 0) AS bytes FROM body');
  return {
    messages: Number(messages?.['n'] ?? 0),
    bodies: Number(bodies?.['n'] ?? 0),
    bodyBytes: Number(bodies?.['bytes'] ?? 0),
  };
}
