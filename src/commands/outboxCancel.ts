import { defineCommand } from '../host/command.ts';
import { outboxCancel as cancelRequest } from '../protocol/methods/outboxCancel.ts';
import { outboxTexts } from '../texts/outbox.ts';

/** Takes mail back that has not left. Throws `send.tooLate`. */
export const outboxCancel = defineCommand({
  id: 'mailroom.outboxCancel',
  async run({ selection, engine, notify, t }, { signal }, clicked, selected) {
    const items = selection.outboxItems(clicked, selected);
    for (const { id } of items) await engine.call(cancelRequest, { id }, { signal });
    if (items.length > 0) notify.status(t(outboxTexts.takenBack));
  },
});
