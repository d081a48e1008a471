/** Mailboxes that another program renamed: known again by MAILBOXID (RFC 8474 §4), with their messages and texts. */
import type { ImapConnection } from '../../mail/imap/connection.ts';
import type { ListedMailbox } from '../../mail/imap/list.ts';
import type { AccountId } from '../../protocol/records.ts';
import { newMailboxLooksMax } from './limits.ts';
import type { SyncDeps } from './syncDeps.ts';

/**
 * Where a mailbox is no longer listed and others are new, asks what the new ones are: by SELECT, because STATUS of Cyrus
 * 3.6 gives rubbish for MAILBOXID. True when one was renamed. Throws `net.*`.
 */
export async function takeOverRenamed(
  connection: ImapConnection,
  account: AccountId,
  listed: readonly ListedMailbox[],
  { mailboxes, identities }: Pick<SyncDeps, 'mailboxes' | 'identities'>,
): Promise<boolean> {
  if (!connection.has('OBJECTID')) return false;
  const all = mailboxes.all(account);
  const paths = new Set(listed.map(({ path }) => path));
  const gone = new Map(
    all.filter(({ path, objectId }) => objectId !== '' && !paths.has(path)).map((state) => [state.objectId, state]),
  );
  const known = new Set(all.map(({ path }) => path));
  const fresh = listed.filter(({ path, selectable }) => selectable && !known.has(path)).slice(0, newMailboxLooksMax);
  let renamed = false;
  for (const { path, name } of fresh) {
    if (gone.size === 0) break;
    const objectId = await mailboxIdOf(connection, path);
    const before = gone.get(objectId);
    if (!before) continue;
    gone.delete(objectId);
    identities.rename(account, [{ id: before.id, path }]);
    mailboxes.rename([{ id: before.id, path, name }]);
    renamed = true;
  }
  return renamed;
}

/** '' for one that can't be opened. */
async function mailboxIdOf(connection: ImapConnection, path: string): Promise<string> {
  try {
    return (await connection.select(path)).mailboxId;
  } catch (error) {
    if (!connection.isOpen) throw error;
    return '';
  }
}
