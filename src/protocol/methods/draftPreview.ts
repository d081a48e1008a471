import { draftText } from '../draftText.ts';
import { method } from '../method.ts';
import { attachmentFile, textRef } from '../records.ts';
import { list, string } from '../schema.ts';

/** The MIME that would leave, as a file in the profile, and its HTML. */
export const draftPreview = method('draft.preview', {
  params: { text: draftText, files: list(attachmentFile, { max: 500 }) },
  result: { file: string({ max: 4_096 }), html: textRef, subject: string({ max: 10_000 }) },
  errors: [
    'draft.noRecipient',
    'draft.badAddress',
    'draft.noAccount',
    'draft.attachmentMissing',
    'draft.noHeaderBlock',
  ],
  timeoutMs: 60_000,
});
