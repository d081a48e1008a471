import { receiptAnswer } from '../../protocol/methods/receiptAnswer.ts';
import { handle } from '../handler.ts';
import { mdnSent } from '../outbox/receipts.ts';
import { flagOperations, perAccount } from '../sync/chosenMessages.ts';

/** Other programs of the person learn it by `$MDNSent` (RFC 3503 §3), which also stands for a wish that was declined. */
export const handleReceiptAnswer = handle(receiptAnswer, async (context, { id, answer, subject, text }, { signal }) => {
  const { receipts, messageSources, renderer, actions } = context;
  const { row } = messageSources.find(id);
  if (answer === 'decline') receipts.decline(row);
  else {
    const body = await messageSources.readable(id, { signal });
    const content = await renderer.render(body, { key: id }, { signal });
    await receipts.send({ ...content, row }, { subject, text });
  }
  const batch = actions.newBatch();
  for (const [account, chosen] of perAccount(messageSources, [id]))
    actions.add(account, batch, flagOperations(chosen, [mdnSent], []));
  return {};
});
