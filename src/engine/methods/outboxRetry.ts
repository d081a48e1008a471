import { outboxRetry } from '../../protocol/methods/outboxRetry.ts';
import { handle } from '../handler.ts';

export const handleOutboxRetry = handle(outboxRetry, ({ outbox }, { id }) => ({ item: outbox.retry(id) }));
