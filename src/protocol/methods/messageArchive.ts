import { actionMaxMessages } from '../limits.ts';
import { method } from '../method.ts';
import { batchId, messageId } from '../records.ts';
import { count, list } from '../schema.ts';

/** Moves messages to the mailbox with `\Archive` (RFC 6154 §2); on Gmail to `\All`. */
export const messageArchive = method('message.archive', {
  params: { ids: list(messageId, { min: 1, max: actionMaxMessages }) },
  result: { batch: batchId, moved: count },
  errors: ['message.unknown', 'mailbox.noArchive'],
});
