import { actionMaxMessages } from '../limits.ts';
import { method } from '../method.ts';
import { batchId, messageId } from '../records.ts';
import { boolean, list, optional, string } from '../schema.ts';

/** Adds and removes flags. Durable and shown when it returns; the server follows. */
export const messageFlag = method('message.flag', {
  params: {
    ids: list(messageId, { min: 1, max: actionMaxMessages }),
    add: list(string({ max: 100 }), { max: 20 }),
    remove: list(string({ max: 100 }), { max: 20 }),
    wait: optional(boolean),
  },
  result: { batch: batchId },
  errors: ['message.unknown', 'mailbox.refused'],
  timeoutMs: 60_000,
});
