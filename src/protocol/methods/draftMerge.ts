import { draftMaxChars } from '../limits.ts';
import { method } from '../method.ts';
import { boolean, count, nullable, optional, string } from '../schema.ts';

/**
 * Joins what another client made of a draft in its Drafts mailbox with `text`, as it stands in a window. `text` null: nothing
 * new. Both versions stand between marks (`<<<<<<<`) where both changed the same lines. `look`: asks the server first, as far
 * as it can be reached. `done`: the window shows `text` now, with the change in it; until that is said the answer stays the same.
 */
export const draftMerge = method('draft.merge', {
  params: {
    uri: string({ max: 4_096 }),
    text: string({ max: draftMaxChars }),
    look: optional(boolean),
    done: optional(boolean),
  },
  result: { text: nullable(string({ max: draftMaxChars })), conflicts: count },
  timeoutMs: 30_000,
});
