import { outboxDialogue } from '../../protocol/methods/outboxDialogue.ts';
import { handle } from '../handler.ts';

export const handleOutboxDialogue = handle(outboxDialogue, ({ outbox }, { id }) => ({ lines: outbox.dialogue(id) }));
