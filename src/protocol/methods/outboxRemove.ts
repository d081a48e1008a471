import { method } from '../method.ts';
import { outboxId } from '../records.ts';

/** Takes a finished, failed or cancelled item off the list, its bytes too. */
export const outboxRemove = method('outbox.remove', {
  params: { id: outboxId },
  result: {},
  errors: ['send.unknown', 'send.tooLate'],
});
