/**
 * A move that is never done twice: before it, the target's UIDVALIDITY and UIDNEXT are noted; after a cut, and where the
 * server does not say which UIDs it gave, the target's newer messages are looked at (Message-ID and size).
 */
import { MailError } from '../../base/errors.ts';
import type { ImapConnection } from '../../mail/imap/connection.ts';
import { moveMessages } from '../../mail/imap/move.ts';
import { storeFlags } from '../../mail/imap/store.ts';
import { uidExpunge } from '../../mail/imap/uidExpunge.ts';
import type { MailboxState } from '../store/mailboxState.ts';
import { keyText, type MessageKey } from '../store/messageKey.ts';
import type { Move, Operation } from '../store/operations.ts';
import { groupByMailbox, type KeyGroup } from './keyGroups.ts';
import { missingFrom, missingOf } from './presence.ts';
import { requireNumbering } from './renumbered.ts';
import type { SyncDeps } from './syncDeps.ts';
import { lookInTarget } from './targetLook.ts';

export interface Moved {
  readonly moves: readonly Move[];
  /** Messages that were gone before anything was moved. */
  readonly skipped: readonly MessageKey[];
}

/**
 * Where each message of the journal's operation went; `to` undefined for those that were gone, and those left out of
 * `operation`. Throws refusals of the server, `mailbox.gone`, and `Renumbered` before it touches such a mailbox.
 */
export async function replayMove(connection: ImapConnection, operation: Operation, deps: SyncDeps): Promise<Moved> {
  const target = operation.target && deps.mailboxes.find(operation.target);
  if (!target) throw new MailError('mailbox.gone');
  const interrupted = operation.state === 'sent';
  if (!interrupted) deps.operations.markSent(operation.id, await connection.status(target.path));
  const noted = deps.operations.get(operation.id);
  const found = interrupted ? await lookInTarget(connection, noted, target) : new Map<string, MessageKey>();
  const skipped: MessageKey[] = [];
  let unnamed = false;
  for (const group of groupByMailbox(operation.messages.flatMap(({ now }) => now ?? []))) {
    unnamed = (await moveGroup(connection, group, { target, noted, found, skipped, interrupted, deps })) || unnamed;
  }
  if (unnamed) for (const [from, to] of await lookInTarget(connection, noted, target)) found.set(from, to);
  const moves = noted.messages.flatMap(({ now }) => (now ? { from: now, to: found.get(keyText(now)) } : []));
  return { moves, skipped };
}

interface MoveContext {
  readonly target: MailboxState;
  /** The operation with what the target was like before. */
  readonly noted: Operation;
  /** Messages known to be in the target, by where they were. Grows. */
  readonly found: Map<string, MessageKey>;
  /** Grows. */
  readonly skipped: MessageKey[];
  readonly interrupted: boolean;
  readonly deps: SyncDeps;
}

/** True when the server did not say what it called them. */
async function moveGroup(
  connection: ImapConnection,
  group: KeyGroup,
  { target, noted, found, skipped, interrupted, deps }: MoveContext,
): Promise<boolean> {
  const { mailbox, uidValidity } = group;
  const selected = await connection.select(deps.mailboxes.get(mailbox).path);
  requireNumbering(mailbox, uidValidity, selected);
  // After a cut what is missing may well have been moved by us: it is no news.
  const missing = interrupted
    ? await missingOf(connection, group)
    : await missingFrom(connection, group, selected, deps);
  if (!interrupted) skipped.push(...group.keys.filter((key) => missing.has(keyText(key))));
  const there = group.keys.filter((key) => !missing.has(keyText(key)));
  const copied = there.filter((key) => found.has(keyText(key))).map(({ uid }) => uid);
  if (copied.length > 0) await removeOriginals(connection, copied);
  const left = there.filter((key) => !found.has(keyText(key)));
  if (left.length === 0) return false;
  const { newUids, targetUidValidity } = await moveMessages(
    connection,
    left.map(({ uid }) => uid),
    target.path,
  );
  // Names of another numbering than the target has would stay in the cache for ever: then they are looked for.
  if (targetUidValidity !== noted.targetUidValidity) return true;
  for (const key of left) {
    const uid = newUids.get(key.uid);
    if (uid !== undefined) found.set(keyText(key), { mailbox: target.id, uidValidity: targetUidValidity, uid });
  }
  return newUids.size === 0;
}

/** The copy is there already; a cut came between COPY and the removal. */
async function removeOriginals(connection: ImapConnection, uids: readonly number[]): Promise<void> {
  await storeFlags(connection, uids, { add: ['\\Deleted'], remove: [] });
  if (connection.has('UIDPLUS')) await uidExpunge(connection, uids);
}
