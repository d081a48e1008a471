import { method } from '../method.ts';
import { boolean, list, object, string, timestamp } from '../schema.ts';

/** The drafts that the engine knows, newest first. */
export const draftList = method('draft.list', {
  params: {},
  result: {
    drafts: list(
      object({
        uri: string({ max: 4_096 }),
        subject: string({ max: 10_000 }),
        to: string({ max: 10_000 }),
        folder: string({ max: 4_096 }),
        updatedAt: timestamp,
        /** What it says now has left as a mail, and was not written on since. */
        sent: boolean,
      }),
      { max: 5_000 },
    ),
  },
});
