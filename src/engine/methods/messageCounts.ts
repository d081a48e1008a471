import { messageCounts } from '../../protocol/methods/messageCounts.ts';
import { handle } from '../handler.ts';
import { untilListed } from '../sync/firstPage.ts';

export const handleMessageCounts = handle(messageCounts, async (context, { mailbox, spans }, { signal }) => {
  const state = context.mailboxes.get(mailbox);
  await untilListed(context, state, signal);
  const { messageLists } = context;
  return {
    total: messageLists.counts(state.number).messages,
    oldest: messageLists.oldest(state.number) ?? null,
    spans: spans.map((span) => messageLists.counts(state.number, span)),
  };
});
