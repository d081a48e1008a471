import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Opens what is said between Mailroom and the server, now or at the last attempt, each line explained. */
export const outboxDialogue = defineCommand<Context>({
  id: 'mailroom.outboxDialogue',
  async run({ selection, dialogues }, _options, clicked) {
    const [item] = selection.outboxItems(clicked);
    if (item) await dialogues.show(item.id, item.subject); // Nothing selected: a key press stays silent.
  },
});
