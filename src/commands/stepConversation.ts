import { defineCommand } from '../host/command.ts';
import { isFromList } from '../host/items.ts';
import type { Context } from './context.ts';

/** So many messages are looked through for one of the same conversation. */
const lookedThroughMax = 2_000;

/** Commands that go to the next newer or older message of the conversation in front, in the list that is shown. */
function stepConversation(id: `mailroom.${string}`, step: 1 | -1) {
  return defineCommand({
    id,
    async run({ selection, messages, opener, reader }: Context, _options, clicked) {
      const fromReader = !isFromList(clicked) && reader.current() !== undefined;
      const [row] = selection.messages(clicked);
      let next = row && (await messages.neighbour(row, step));
      for (let seen = 1; next && next.threadId !== row?.threadId && seen < lookedThroughMax; seen++)
        next = await messages.neighbour(next, step);
      if (!next || next.threadId !== row?.threadId) return; // The end of the conversation: nothing to say.
      await messages.select(next, { focus: !fromReader });
      await opener.open(next, { preserveFocus: !fromReader });
    },
  });
}

export const nextInConversation = stepConversation('mailroom.nextInConversation', -1);
export const previousInConversation = stepConversation('mailroom.previousInConversation', 1);
