import { method } from '../method.ts';
import { outboxId } from '../records.ts';
import { list, object, oneOf, string, timestamp } from '../schema.ts';

/** The SMTP dialogue of the last attempt, credentials masked. */
export const outboxDialogue = method('outbox.dialogue', {
  params: { id: outboxId },
  result: {
    lines: list(object({ at: timestamp, side: oneOf('client', 'server'), text: string({ max: 4_000 }) }), {
      max: 2_000,
    }),
  },
  errors: ['send.unknown'],
});
