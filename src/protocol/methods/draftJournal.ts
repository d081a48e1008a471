import { draftMaxChars } from '../limits.ts';
import { method } from '../method.ts';
import { list, nullable, optional, string } from '../schema.ts';

/**
 * Keeps what is typed, within a second, against a crash. `text` null forgets the draft. An empty `folder` and an absent
 * `allowed` (files outside its folders that a person let leave with it) stay as they were.
 */
export const draftJournal = method('draft.journal', {
  params: {
    uri: string({ max: 4_096 }),
    text: nullable(string({ max: draftMaxChars })),
    folder: string({ max: 4_096 }),
    allowed: optional(list(string({ max: 4_096 }), { max: 500 })),
  },
  result: {},
});
