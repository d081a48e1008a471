import { plural, type TextValues, type Translate } from './translate.ts';

/** What `mailroom doctor` says of a profile, one sentence for each finding; the protocol's list types it where it is used. */
export const checkupTexts = {
  profileEmpty: 'There is no mail in {folder} yet.',
  userSound: 'user.db is sound (version {schema}, {bytes}). It holds what exists nowhere else.',
  userOlder: 'user.db is of version {found}. Mailroom brings it to {known} at its next start and keeps a copy.',
  userNewer: 'user.db was made by a newer Mailroom (version {found}, this one knows {known}). It was left untouched.',
  userDamaged: 'user.db is damaged: {detail}. It was not thrown away.',
  userDamagedCopied: 'user.db is damaged: {detail}. It was not thrown away; a copy is {copy}.',
  userReindexed: 'An index of user.db did not agree with its table and was built anew. A copy from before is {copy}.',
  userOrphans: {
    one: '{count} row of {table} in user.db names something that is not there. It was left.',
    other: '{count} rows of {table} in user.db name something that is not there. They were left.',
  },
  outboxMissing: {
    one: '{count} mail in the outbox has lost its bytes and cannot be sent: {ids}. Write it again from its draft.',
    other:
      '{count} mails in the outbox have lost their bytes and cannot be sent: {ids}. Write them again from their drafts.',
  },
  outboxStrays: {
    one: '{count} file in the outbox belongs to no mail: writing it was interrupted, and its draft is kept.',
    other: '{count} files in the outbox belong to no mail: writing them was interrupted, and their drafts are kept.',
  },
  cacheSound: 'cache.db is sound (version {schema}, {bytes}). The servers can give it again.',
  cacheMissing: 'There is no cache.db. It is fetched from the servers at the next start.',
  cacheDamaged: 'cache.db is damaged: {detail}. The servers give it again; the damaged file is set aside as {aside}.',
  cacheNewer: 'cache.db was made by a newer Mailroom. The servers give it again; the file is set aside as {aside}.',
  cacheOrphans: {
    one: '{count} row of cache.db names something that is not there.',
    other: '{count} rows of cache.db name something that is not there.',
  },
  bodiesStray: {
    one: '{count} cached mail ({bytes}) is named by no row.',
    other: '{count} cached mails ({bytes}) are named by no row.',
  },
  bodiesMissing: {
    one: '{count} cached mail is gone from the disk. It is fetched again when it is opened.',
    other: '{count} cached mails are gone from the disk. They are fetched again when they are opened.',
  },
  setAsideKept: '{path} ({bytes}) was set aside. Delete it when nothing in it is missed.',
  compacted: '{name} was compacted: {before} before, {after} now.',
  noRoom: 'There is no room to compact {name}. Free some space first.',
} as const;

export const checkupVerdicts = {
  sound: 'All is well.',
  open: 'Run it without --look to mend what is open.',
  broken: 'Something is left that cannot be mended here.',
} as const;

interface Finding {
  readonly code: Exclude<keyof typeof checkupTexts, 'userDamagedCopied'>;
  readonly state: 'ok' | 'note' | 'repaired' | 'open' | 'broken';
  readonly data: TextValues;
}

const marks = { ok: '✓', note: '·', repaired: '✓', open: '!', broken: '✗' } as const;

/** The finding as a line. Sizes in bytes become MB. */
export function checkupLine(t: Translate, { code, state, data }: Finding): string {
  const values = Object.fromEntries(Object.entries(data).map(([name, value]) => [name, shown(name, value)]));
  const text = code === 'userDamaged' && data['copy'] ? checkupTexts.userDamagedCopied : checkupTexts[code];
  const sentence =
    typeof text === 'string' ? said(t, text, values) : plural(t, text, Number(data['count'] ?? 0), values);
  return `${marks[state]} ${sentence}`;
}

function said(t: Translate, text: string, values: TextValues): string {
  return t(text, values);
}

function shown(name: string, value: string | number): string | number {
  if (!/^(bytes|before|after)$/.test(name) || typeof value === 'string') return value;
  return value < 1_000_000 ? `${Math.ceil(value / 1_000)} KB` : `${(value / 1_000_000).toFixed(1)} MB`;
}
