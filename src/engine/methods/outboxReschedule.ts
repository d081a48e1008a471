import { outboxReschedule } from '../../protocol/methods/outboxReschedule.ts';
import { handle } from '../handler.ts';

export const handleOutboxReschedule = handle(outboxReschedule, async ({ outbox }, { id, sendAt }) => ({
  item: await outbox.reschedule(id, sendAt),
}));
