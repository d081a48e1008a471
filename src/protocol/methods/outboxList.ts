import { method } from '../method.ts';
import { outboxRecord } from '../records.ts';
import { list } from '../schema.ts';

/** What is held, queued, under way, failed or in doubt, and what was sent in the last day; oldest first. */
export const outboxList = method('outbox.list', {
  params: {},
  result: { items: list(outboxRecord, { max: 5_000 }) },
});
