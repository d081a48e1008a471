import { draftMaxChars } from '../limits.ts';
import { method } from '../method.ts';
import { accountId, address, messageId } from '../records.ts';
import { count, list, object, oneOf, optional, string } from '../schema.ts';

/** The text of a new draft document and where its cursor belongs. */
export const draftCompose = method('draft.compose', {
  params: {
    kind: oneOf('new', 'reply', 'replyAll', 'forward', 'forwardAttached'),
    account: optional(accountId),
    message: optional(messageId),
    to: optional(list(address, { max: 1_000 })),
    subject: optional(string({ max: 10_000 })),
    body: optional(string({ max: draftMaxChars })),
    attach: optional(list(string({ max: 4_096 }), { max: 500 })),
  },
  result: {
    text: string({ max: draftMaxChars }),
    name: string({ max: 200 }),
    cursor: object({ line: count, column: count }),
  },
  errors: ['message.unknown', 'message.gone', 'message.notCached', 'draft.noAccount'],
  timeoutMs: 60_000,
});
