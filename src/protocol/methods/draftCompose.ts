import { draftMaxChars } from '../limits.ts';
import { method } from '../method.ts';
import { accountId, address, messageId } from '../records.ts';
import { boolean, count, list, object, oneOf, optional, string } from '../schema.ts';

const kinds = [
  ...(['new', 'reply', 'replyAll', 'replyList', 'forward', 'forwardAttached'] as const),
  ...(['redirect', 'editAsNew', 'resend'] as const),
] as const;

/** The text of a new draft document and where its cursor belongs. */
export const draftCompose = method('draft.compose', {
  params: {
    kind: oneOf(...kinds),
    account: optional(accountId),
    message: optional(messageId),
    to: optional(list(address, { max: 1_000 })),
    subject: optional(string({ max: 10_000 })),
    body: optional(string({ max: draftMaxChars })),
    /** As a patch has to travel: `plain`. Of a new draft alone; absent: Markdown. */
    format: optional(oneOf('plain')),
    attach: optional(list(string({ max: 4_096 }), { max: 500 })),
    /** As whom new mail is written in this folder: an identity's id or address; one that is none of ours counts for nothing. */
    identity: optional(string({ max: 320 })),
    /** How a person answers. `selection`: only this of the mail is quoted. */
    style: optional(
      object({
        place: oneOf('above', 'below', 'none'),
        selection: string({ max: draftMaxChars }),
        keepHtml: boolean,
      }),
    ),
  },
  result: {
    text: string({ max: draftMaxChars }),
    name: string({ max: 200 }),
    cursor: object({ line: count, column: count }),
    /** False when `identity` was given and is none of ours. */
    identityKnown: boolean,
  },
  errors: ['message.unknown', 'message.gone', 'message.notCached', 'draft.noAccount', 'draft.noList'],
  timeoutMs: 60_000,
});
