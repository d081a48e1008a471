import { draftText } from '../draftText.ts';
import { method } from '../method.ts';
import { messageId } from '../records.ts';
import { string } from '../schema.ts';

/** From now on a message of a Drafts mailbox is the copy of this draft, whose text says the same. */
export const draftAdopt = method('draft.adopt', {
  params: { uri: string({ max: 4_096 }), text: draftText, message: messageId },
  result: {},
  errors: ['message.unknown', 'message.gone', 'message.notCached'],
  timeoutMs: 60_000,
});
