import { method } from '../method.ts';
import { outboxId, outboxRecord } from '../records.ts';
import { oneOf } from '../schema.ts';

/** Ends a doubt as the person decides: look in Sent, send again, or take it as arrived. */
export const outboxResolve = method('outbox.resolve', {
  params: { id: outboxId, decision: oneOf('check', 'sendAgain', 'arrived') },
  result: { item: outboxRecord },
  errors: ['send.unknown'],
  timeoutMs: 60_000,
});
