import { draftMaxChars } from '../limits.ts';
import { method } from '../method.ts';
import { address, draftDiagnostic, textRange } from '../records.ts';
import { count, list, object, optional, string } from '../schema.ts';

/**
 * What is wrong in a draft, with ready mends, and the files it names, for the host to resolve: `attach` of its header,
 * `images` of its body, among them the style sheet that `style:` names.
 */
export const draftCheck = method('draft.check', {
  params: { text: string({ max: draftMaxChars }) },
  result: {
    diagnostics: list(draftDiagnostic, { max: 500 }),
    attach: list(object({ reference: string({ max: 4_096 }), range: textRange }), { max: 500 }),
    images: list(object({ reference: string({ max: 4_096 }), range: textRange }), { max: 500 }),
    recipients: list(address, { max: 10_000 }),
    /** Who it is from; absent where nobody here is. */
    sender: optional(address),
    /** The largest mail that its server takes, bytes; 0: any, or it has not said so yet. */
    maxBytes: optional(count),
  },
});
