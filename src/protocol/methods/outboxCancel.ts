import { method } from '../method.ts';
import { outboxId, outboxRecord } from '../records.ts';

/** Takes back what has not left. Throws `send.tooLate` once the final dot may have. */
export const outboxCancel = method('outbox.cancel', {
  params: { id: outboxId },
  result: { item: outboxRecord },
  errors: ['send.unknown', 'send.tooLate'],
});
