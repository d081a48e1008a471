import { draftText } from '../draftText.ts';
import { draftMaxChars } from '../limits.ts';
import { method } from '../method.ts';
import { count, list, string } from '../schema.ts';

/**
 * The edit that gives a header of a draft other values; none takes the header out, but leaves `to` and `subject` empty.
 * `text`: with `\n` alone at line ends; the edit replaces its UTF-16 units from `start` to `end`.
 */
export const draftEditHeader = method('draft.editHeader', {
  params: {
    text: draftText,
    name: string({ max: 100 }),
    values: list(string({ max: 1_000_000 }), { max: 500 }),
  },
  result: { start: count, end: count, newText: string({ max: draftMaxChars }) },
});
