import { method } from '../method.ts';
import { attachmentRecord, messageId } from '../records.ts';
import { count, string } from '../schema.ts';

/** Decodes one attachment to a file in the profile, streamed. Reports progress. */
export const attachmentFetch = method('attachment.fetch', {
  params: { id: messageId, index: count },
  result: { file: string({ max: 4_096 }), attachment: attachmentRecord },
  errors: ['message.unknown', 'message.gone', 'message.notCached', 'attachment.unknown'],
  timeoutMs: 0,
});
