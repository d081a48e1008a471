import { batchUndo } from '../../protocol/methods/batchUndo.ts';
import { handle } from '../handler.ts';

export const handleBatchUndo = handle(batchUndo, ({ actions }, { batch }) => ({ undone: actions.undo(batch) }));
