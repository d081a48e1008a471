import { method } from '../method.ts';
import { messageId } from '../records.ts';
import { oneOf, string } from '../schema.ts';

/**
 * What the person answers to the sender's wish for a receipt; asked for this mail no more. `subject` and `text`: the words
 * of the receipt in the person's language.
 */
export const receiptAnswer = method('receipt.answer', {
  params: {
    id: messageId,
    answer: oneOf('send', 'decline'),
    subject: string({ max: 2_000 }),
    text: string({ max: 10_000 }),
  },
  result: {},
  errors: [
    'message.unknown',
    'message.gone',
    'message.notCached',
    'receipt.notWanted',
    'account.receiveOnly',
    'store.full',
  ],
  retry: 'never',
  timeoutMs: 60_000,
});
