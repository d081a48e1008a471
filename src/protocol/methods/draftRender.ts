import { draftText } from '../draftText.ts';
import { method } from '../method.ts';
import { address, attachmentFile, draftDiagnostic, textRef } from '../records.ts';
import { boolean, count, list, nullable, object, string } from '../schema.ts';

/**
 * A draft as its recipient will see it, while it is written: built as for sending, then read as mail is read. What is not
 * there yet is left out and told in `problems`. Attachments are read for their first kilobytes alone.
 */
export const draftRender = method('draft.render', {
  params: { text: draftText, files: list(attachmentFile, { max: 500 }) },
  result: {
    subject: string({ max: 10_000 }),
    from: list(address, { max: 100 }),
    to: list(address, { max: 1_000 }),
    cc: list(address, { max: 1_000 }),
    bcc: list(string({ max: 1_000 }), { max: 1_000 }),
    /** Sanitised; null for a plain text mail. */
    html: nullable(textRef),
    text: textRef,
    /** The MIME source, its beginning where it is long. */
    source: textRef,
    /** The whole mail, bytes; about, where attachments were not read whole. */
    sizeBytes: count,
    /** True where `source` does not show all of it. */
    isShortened: boolean,
    attachments: list(object({ filename: string({ max: 500 }), contentType: string({ max: 500 }), size: count }), {
      max: 1_000,
    }),
    problems: list(draftDiagnostic, { max: 500 }),
    /** What of one's own style sheet no mail client would show, as written. */
    leftOut: list(string({ max: 500 }), { max: 100 }),
  },
  errors: ['draft.noAccount', 'draft.badHeaderValue'],
  timeoutMs: 60_000,
});
