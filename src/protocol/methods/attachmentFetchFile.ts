import { method } from '../method.ts';
import { attachmentRecord } from '../records.ts';
import { count, string } from '../schema.ts';

/** Decodes one attachment of an .eml file on the engine's machine to a file in the profile, streamed. */
export const attachmentFetchFile = method('attachment.fetchFile', {
  params: { path: string({ max: 4_096 }), index: count },
  result: { file: string({ max: 4_096 }), attachment: attachmentRecord },
  errors: ['file.missing', 'file.unreadable', 'attachment.unknown'],
  timeoutMs: 0,
});
