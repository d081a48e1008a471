import { draftMaxChars } from '../limits.ts';
import { method } from '../method.ts';
import { messageId } from '../records.ts';
import { count, object, string } from '../schema.ts';

/** A message of a Drafts mailbox, of whichever client, as a draft's text; or where it is open here already. */
export const draftOpen = method('draft.open', {
  params: { message: messageId },
  result: {
    /** The document that this message is a copy of; empty: none yet. */
    uri: string({ max: 4_096 }),
    text: string({ max: draftMaxChars }),
    name: string({ max: 200 }),
    cursor: object({ line: count, column: count }),
  },
  errors: ['message.unknown', 'message.gone', 'message.notCached'],
  timeoutMs: 60_000,
});
