import { actionMaxMessages } from '../limits.ts';
import { method } from '../method.ts';
import { batchId, messageId } from '../records.ts';
import { boolean, count, list, optional } from '../schema.ts';

/** Moves messages to Trash; those already there are deleted for good (UID EXPUNGE only). */
export const messageDelete = method('message.delete', {
  params: { ids: list(messageId, { min: 1, max: actionMaxMessages }), wait: optional(boolean) },
  result: { batch: batchId, moved: count, deleted: count },
  errors: ['message.unknown', 'mailbox.noTrash', 'mailbox.refused'],
  // Asked again after its answer was lost, it would find in Trash what it had just moved there, and delete it for good.
  retry: 'never',
  timeoutMs: 60_000,
});
