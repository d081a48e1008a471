import { method } from '../method.ts';
import { batchId } from '../records.ts';
import { count } from '../schema.ts';

/** Takes a batch of actions back: drops what has not reached the server, reverses what has. */
export const batchUndo = method('batch.undo', {
  params: { batch: batchId },
  result: { undone: count },
  errors: ['operation.unknown', 'operation.notUndoable'],
});
