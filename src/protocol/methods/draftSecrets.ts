import { draftText } from '../draftText.ts';
import { method } from '../method.ts';
import { attachmentFile, draftSecret } from '../records.ts';
import { list, string } from '../schema.ts';

/** What looks like a secret in a draft and the files that leave with it, and was not allowed for good. */
export const draftSecrets = method('draft.secrets', {
  params: { text: draftText, files: list(attachmentFile, { max: 500 }) },
  result: {
    secrets: list(draftSecret, { max: 100 }),
    /** Files inside archives that are sealed, damaged or too large to look into. */
    unseen: list(string({ max: 10_000 }), { max: 100 }),
  },
  errors: ['file.missing', 'file.unreadable'],
  timeoutMs: 120_000,
});
