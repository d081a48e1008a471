import { defineCommand } from '../host/command.ts';
import { isFromList } from '../host/items.ts';
import type { Context } from './context.ts';

/** Commands that go to the message below or above the one in front. */
function stepMessage(id: `mailroom.${string}`, step: 1 | -1) {
  return defineCommand({
    id,
    async run({ selection, messages, opener, reader }: Context, _options, clicked) {
      const fromReader = !isFromList(clicked) && reader.current() !== undefined;
      const [row] = selection.messages(clicked);
      const next = row && (await messages.neighbour(row, step));
      if (!next) return; // The end of the list: nothing to say.
      await messages.select(next, { focus: !fromReader });
      await opener.open(next, { preserveFocus: !fromReader });
    },
  });
}

export const nextMessage = stepMessage('mailroom.nextMessage', 1);
export const previousMessage = stepMessage('mailroom.previousMessage', -1);
