import { defineCommand } from '../host/command.ts';
import { outboxCancel as cancelRequest } from '../protocol/methods/outboxCancel.ts';
import type { Context } from './context.ts';

/** Takes a mail back that has not left, and opens its draft as it was. Throws `send.tooLate`. */
export const outboxEdit = defineCommand<Context>({
  id: 'mailroom.outboxEdit',
  async run({ selection, engine, drafts }, { signal }, clicked) {
    const [item] = selection.outboxItems(clicked);
    if (!item) return; // Nothing selected: a key press stays silent.
    await engine.call(cancelRequest, { id: item.id }, { signal });
    await drafts.reopen(item.draft);
  },
});
