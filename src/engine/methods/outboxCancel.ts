import { outboxCancel } from '../../protocol/methods/outboxCancel.ts';
import { handle } from '../handler.ts';

export const handleOutboxCancel = handle(outboxCancel, async ({ outbox }, { id }) => ({
  item: await outbox.cancel(id),
}));
