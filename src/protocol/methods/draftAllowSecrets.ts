import { method } from '../method.ts';
import { list, string } from '../schema.ts';

/** Lets what has these fingerprints leave from now on, from the same file. */
export const draftAllowSecrets = method('draft.allowSecrets', {
  params: { fingerprints: list(string({ max: 64 }), { max: 100 }) },
  result: {},
});
