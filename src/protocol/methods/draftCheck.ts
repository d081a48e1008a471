import { draftText } from '../draftText.ts';
import { method } from '../method.ts';
import { address, draftDiagnostic, textRange } from '../records.ts';
import { count, type Infer, list, object, oneOf, optional, string } from '../schema.ts';

/** A diagram or a formula of a draft. Drawn, its picture is a file with this reference; else its source is sent. */
export const draftDrawing = object({
  reference: string({ max: 100 }),
  kind: oneOf('diagram', 'formula'),
  source: string({ max: 20_000 }),
  /** The first line of its block. */
  range: textRange,
});
export type DraftDrawing = Infer<typeof draftDrawing>;

/**
 * What is wrong in a draft, with ready mends, and the files it names, for the host to resolve: `attach` of its header,
 * `images` of its body, among them the style sheet that `style:` names.
 */
export const draftCheck = method('draft.check', {
  params: { text: draftText },
  result: {
    diagnostics: list(draftDiagnostic, { max: 500 }),
    attach: list(object({ reference: string({ max: 4_096 }), range: textRange }), { max: 500 }),
    images: list(object({ reference: string({ max: 4_096 }), range: textRange }), { max: 500 }),
    drawings: list(draftDrawing, { max: 50 }),
    recipients: list(address, { max: 10_000 }),
    /** Who it is from; absent where nobody here is. */
    sender: optional(address),
    /** The largest mail that its server takes, bytes; 0: any, or it has not said so yet. */
    maxBytes: optional(count),
  },
});
