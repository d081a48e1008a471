import { method } from '../method.ts';
import { outboxId } from '../records.ts';
import { dialogueLines } from '../smtpHand.ts';

/** The SMTP dialogue of the last attempt, or as far as it has come, credentials masked. */
export const outboxDialogue = method('outbox.dialogue', {
  params: { id: outboxId },
  result: { lines: dialogueLines },
  errors: ['send.unknown'],
});
