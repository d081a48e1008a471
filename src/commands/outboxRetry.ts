import { defineCommand } from '../host/command.ts';
import { outboxRetry as retryRequest } from '../protocol/methods/outboxRetry.ts';

/** Sends mail now that waits or has failed. */
export const outboxRetry = defineCommand({
  id: 'mailroom.outboxRetry',
  async run({ selection, engine }, { signal }, clicked, selected) {
    for (const { id } of selection.outboxItems(clicked, selected)) await engine.call(retryRequest, { id }, { signal });
  },
});
