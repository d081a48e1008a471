import { threadMaxMessages } from '../limits.ts';
import { method } from '../method.ts';
import { messageId, messageRow } from '../records.ts';
import { count, list, object } from '../schema.ts';

/**
 * The conversation of a message, in every mailbox: each mail once, an answer after what it answers. A message whose
 * conversation is not settled yet comes alone.
 */
export const threadGet = method('thread.get', {
  params: { id: messageId },
  result: {
    places: list(
      object({
        row: messageRow,
        /** 0 for what begins the conversation. */
        depth: count,
        /** The same mail in other mailboxes. */
        copies: list(messageId, { max: threadMaxMessages }),
      }),
      { max: threadMaxMessages },
    ),
  },
  errors: ['message.unknown', 'message.gone'],
});
