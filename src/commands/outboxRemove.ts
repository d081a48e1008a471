import { defineCommand } from '../host/command.ts';
import { outboxRemove as removeRequest } from '../protocol/methods/outboxRemove.ts';

/** Takes mail that has come to its end off the list. */
export const outboxRemove = defineCommand({
  id: 'mailroom.outboxRemove',
  async run({ selection, engine }, { signal }, clicked, selected) {
    for (const { id } of selection.outboxItems(clicked, selected)) await engine.call(removeRequest, { id }, { signal });
  },
});
