import { outboxRetry } from '../../protocol/methods/outboxRetry.ts';
import { handle } from '../handler.ts';

export const handleOutboxRetry = handle(outboxRetry, async ({ outbox }, { id }) => ({ item: await outbox.retry(id) }));
