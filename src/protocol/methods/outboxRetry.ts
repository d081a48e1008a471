import { method } from '../method.ts';
import { outboxId, outboxRecord } from '../records.ts';

/** Sends now: a held, waiting or failed mail, to recipients that have not accepted it. */
export const outboxRetry = method('outbox.retry', {
  params: { id: outboxId },
  result: { item: outboxRecord },
  errors: ['send.unknown', 'send.tooLate'],
});
