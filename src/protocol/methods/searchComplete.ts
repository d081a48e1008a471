import { method } from '../method.ts';
import { count, list, object, oneOf, string } from '../schema.ts';

/** Suggestions for what is typed in a search box at the cursor: operators, and the values that they know. */
export const searchComplete = method('search.complete', {
  params: { query: string({ max: 1_000 }), cursor: count },
  result: {
    items: list(
      /** What replaces the range of the query, UTF-16 units. */
      object({
        insert: string({ max: 2_000 }),
        start: count,
        end: count,
        kind: oneOf('operator', 'value', 'mailbox', 'account', 'person'),
      }),
      { max: 100 },
    ),
  },
});
