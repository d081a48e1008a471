import { outboxResolve } from '../../protocol/methods/outboxResolve.ts';
import { handle } from '../handler.ts';

export const handleOutboxResolve = handle(outboxResolve, async ({ outbox }, { id, decision }, { signal }) => ({
  item: await outbox.resolve(id, decision, { signal }),
}));
