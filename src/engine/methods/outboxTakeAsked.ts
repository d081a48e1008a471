import { outboxTakeAsked } from '../../protocol/methods/outboxTakeAsked.ts';
import { handle } from '../handler.ts';

export const handleOutboxTakeAsked = handle(outboxTakeAsked, ({ outbox }) => ({ items: outbox.takeAsked() }));
