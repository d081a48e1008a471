import { draftMaxChars } from '../limits.ts';
import { method } from '../method.ts';
import { list, object, string } from '../schema.ts';

/** A draft's text with links in place of some of its attachments: for files that are too large to send. */
export const draftLink = method('draft.link', {
  params: {
    text: string({ max: draftMaxChars }),
    links: list(
      object({ reference: string({ max: 4_096 }), name: string({ max: 500 }), url: string({ max: 4_096 }) }),
      {
        min: 1,
        max: 500,
      },
    ),
  },
  result: { text: string() },
});
