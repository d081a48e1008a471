import { method } from '../method.ts';
import { outboxId, outboxRecord } from '../records.ts';
import { timestamp } from '../schema.ts';

/** Another time for a mail that has not left. Throws `send.tooLate`, `draft.sendAtPast`. */
export const outboxReschedule = method('outbox.reschedule', {
  params: { id: outboxId, sendAt: timestamp },
  result: { item: outboxRecord },
  errors: ['send.unknown', 'send.tooLate', 'draft.sendAtPast'],
});
