import { previewMaxChars, previewMaxLines } from '../limits.ts';
import { method } from '../method.ts';
import { address, messageId } from '../records.ts';
import { list, nullable, object, string } from '../schema.ts';

/**
 * What a row does not hold of a message's header, and the first lines of its text, from the cache alone: nothing is ever
 * fetched. Null when the message is not cached. The lines are what the sender wrote, in one line each, not escaped.
 */
export const messagePreview = method('message.preview', {
  params: { id: messageId },
  result: {
    preview: nullable(
      object({
        to: list(address, { max: 1_000 }),
        cc: list(address, { max: 1_000 }),
        bcc: list(address, { max: 1_000 }),
        replyTo: list(address, { max: 100 }),
        lines: list(string({ max: previewMaxChars }), { max: previewMaxLines }),
      }),
    ),
  },
  errors: ['message.unknown', 'message.gone', 'message.damaged'],
  timeoutMs: 5_000, // A tooltip that comes later than that is not waited for.
});
