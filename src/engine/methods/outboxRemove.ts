import { outboxRemove } from '../../protocol/methods/outboxRemove.ts';
import { handle } from '../handler.ts';

export const handleOutboxRemove = handle(outboxRemove, async ({ outbox }, { id }) => {
  await outbox.remove(id);
  return {};
});
