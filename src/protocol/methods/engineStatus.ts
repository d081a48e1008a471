import { method } from '../method.ts';
import { count, string, timestamp } from '../schema.ts';

/** What the engine is and how it does: for Show Status, support reports and the bench. */
export const engineStatus = method('engine.status', {
  params: {},
  result: {
    version: string(),
    pid: count,
    profile: string(),
    startedAt: timestamp,
    clients: count,
    residentBytes: count,
    userSchema: count,
    cacheSchema: count,
  },
});
