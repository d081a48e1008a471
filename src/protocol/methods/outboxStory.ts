import { method } from '../method.ts';
import { messageId, outboxRecord } from '../records.ts';
import { list } from '../schema.ts';

/**
 * What became of a mail of ours, as its copy in Sent shows it: each sending of it, the oldest first, also those that were
 * taken off the outbox. None for mail that came in, and for what is no longer remembered.
 */
export const outboxStory = method('outbox.story', {
  params: { id: messageId },
  result: { sendings: list(outboxRecord, { max: 100 }) },
  errors: ['message.unknown', 'message.gone'],
});
