import { type Infer, integer, object, oneOf, record, string, union } from './schema.ts';

/** What a look at a profile's files found; `texts/checkup.ts` says each in a sentence. */
export const checkupCode = oneOf(
  'profileEmpty',
  'userSound',
  'userOlder',
  'userNewer',
  'userDamaged',
  'userReindexed',
  'userOrphans',
  'outboxMissing',
  'outboxStrays',
  'cacheSound',
  'cacheMissing',
  'cacheDamaged',
  'cacheNewer',
  'cacheOrphans',
  'bodiesStray',
  'bodiesMissing',
  'setAsideKept',
  'compacted',
  'noRoom',
);

/**
 * One finding about a profile. `ok` and `note` ask for nothing, `repaired` was mended, `open` would be mended by a run
 * that may change something, `broken` can't be mended here.
 */
export const checkupFinding = object({
  code: checkupCode,
  state: oneOf('ok', 'note', 'repaired', 'open', 'broken'),
  data: record(union<string | number>(string({ max: 4_096 }), integer())),
});
export type CheckupFinding = Infer<typeof checkupFinding>;
