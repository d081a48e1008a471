import { defineCommand } from '../host/command.ts';
import { outboxCancel as cancelRequest } from '../protocol/methods/outboxCancel.ts';
import { outboxRemove as removeRequest } from '../protocol/methods/outboxRemove.ts';
import type { Context } from './context.ts';

/** Takes a mail back that has not left, and opens its draft as it was. Throws `send.tooLate`. */
export const outboxEdit = defineCommand<Context>({
  id: 'mailroom.outboxEdit',
  async run({ selection, engine, drafts }, { signal }, clicked) {
    const [item] = selection.outboxItems(clicked);
    if (!item) return; // Nothing selected: a key press stays silent.
    await engine.call(cancelRequest, { id: item.id }, { signal });
    // The draft is its trace; a row that says “cancelled” beside it would only ask what is meant.
    await engine.call(removeRequest, { id: item.id }, { signal });
    await drafts.reopen(item.draft);
  },
});
