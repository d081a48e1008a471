import { method } from '../method.ts';
import { outboxRecord } from '../records.ts';
import { list } from '../schema.ts';

/** Mail whose time passed while nothing could leave, to ask the person about. Each is given to one caller, once. */
export const outboxTakeAsked = method('outbox.takeAsked', {
  params: {},
  result: { items: list(outboxRecord, { max: 5_000 }) },
  retry: 'never',
});
