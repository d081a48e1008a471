import { outboxList } from '../../protocol/methods/outboxList.ts';
import { handle } from '../handler.ts';

export const handleOutboxList = handle(outboxList, ({ outbox }) => ({ items: outbox.list() }));
