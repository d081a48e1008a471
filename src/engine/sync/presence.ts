/** Whether messages that a person acted on are still where they were: another program may have moved or deleted them. */
import type { ImapConnection, SelectedMailbox } from '../../mail/imap/connection.ts';
import { existingUids } from '../../mail/imap/existing.ts';
import { keyText } from '../store/messageKey.ts';
import type { KeyGroup } from './keyGroups.ts';
import type { SyncDeps } from './syncDeps.ts';

/**
 * Those of a group that the selected mailbox no longer has, as `keyText`. The server is asked only where its numbers differ
 * from the cache's: where UIDNEXT and the count are the same, it has just what the cache has.
 */
export async function missingFrom(
  connection: ImapConnection,
  group: KeyGroup,
  selected: SelectedMailbox,
  { mailboxes, messages }: SyncDeps,
): Promise<ReadonlySet<string>> {
  const known = mailboxes.get(group.mailbox);
  const same = known.listed && known.uidValidity === selected.uidValidity && known.uidNext === selected.uidNext;
  if (same && messages.countOf(known.number) === selected.exists) {
    // What another connection was told meanwhile is no longer in the cache.
    const uids = group.keys.map(({ uid }) => uid);
    const there = messages.present(known.number, group.uidValidity, uids);
    return new Set(group.keys.filter(({ uid }) => !there.has(uid)).map(keyText));
  }
  return missingOf(connection, group);
}

/** The same, always asked. */
export async function missingOf(connection: ImapConnection, { keys }: KeyGroup): Promise<ReadonlySet<string>> {
  const there = await existingUids(
    connection,
    keys.map(({ uid }) => uid),
  );
  return new Set(keys.filter(({ uid }) => !there.has(uid)).map(keyText));
}
