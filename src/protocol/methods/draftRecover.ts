import { draftMaxChars } from '../limits.ts';
import { method } from '../method.ts';
import { list, nullable, string, timestamp } from '../schema.ts';

/** The last journaled text of a draft, to give back after a crash. */
export const draftRecover = method('draft.recover', {
  params: { uri: string({ max: 4_096 }) },
  result: {
    text: nullable(string({ max: draftMaxChars })),
    folder: string({ max: 4_096 }),
    /** URIs of files outside its folders that a person let leave with it. */
    allowed: list(string({ max: 4_096 }), { max: 500 }),
    updatedAt: timestamp,
  },
  errors: ['draft.unknown'],
});
