import { method } from '../method.ts';
import { messageId } from '../records.ts';
import { string } from '../schema.ts';

/** The bytes as received, as a file in the profile that the engine removes later. */
export const messageSource = method('message.source', {
  params: { id: messageId },
  result: { file: string({ max: 4_096 }) },
  errors: ['message.unknown', 'message.gone', 'message.notCached'],
  timeoutMs: 120_000,
});
