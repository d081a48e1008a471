import { defineCommand } from '../host/command.ts';
import { outboxReschedule as rescheduleRequest } from '../protocol/methods/outboxReschedule.ts';
import type { Context } from './context.ts';

/** Another time for mail that has not left. Throws `send.tooLate`, `draft.sendAtPast`. */
export const outboxReschedule = defineCommand<Context>({
  id: 'mailroom.outboxReschedule',
  async run({ selection, engine, pickTime }, { signal }, clicked, selected) {
    const items = selection.outboxItems(clicked, selected);
    if (items.length === 0) return; // Nothing selected: a key press stays silent.
    const sendAt = await pickTime();
    if (sendAt === undefined) return;
    for (const { id } of items) await engine.call(rescheduleRequest, { id, sendAt }, { signal });
  },
});
