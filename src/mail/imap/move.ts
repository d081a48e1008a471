/**
 * MOVE (RFC 6851), else COPY, \Deleted and UID EXPUNGE (RFC 4315) with the copy confirmed first. Never a plain EXPUNGE:
 * it takes what somebody else marked \Deleted. Without UIDPLUS the originals stay, marked \Deleted.
 */
import type { ImapConnection } from './connection.ts';
import { type Transferred, transfer } from './copy.ts';
import { uidRangesPerCommand } from './limits.ts';
import { storeFlags } from './store.ts';
import { uidExpunge } from './uidExpunge.ts';
import { packUidsInPieces } from './uidSet.ts';

/** Moves messages of the selected mailbox. Throws `mailbox.overQuota`, `mailbox.gone`, `mailbox.refused`: then nothing was expunged. */
export async function moveMessages(
  connection: ImapConnection,
  uids: readonly number[],
  target: string,
): Promise<Transferred> {
  const newUids = new Map<number, number>();
  let targetUidValidity = 0;
  for (const piece of packUidsInPieces(uids, uidRangesPerCommand)) {
    const copied = connection.has('MOVE')
      ? await transfer(connection, 'UID MOVE', piece.set, target)
      : await copyThenRemove(connection, piece, target);
    for (const [from, to] of copied.newUids) newUids.set(from, to);
    targetUidValidity = copied.targetUidValidity || targetUidValidity;
  }
  return { newUids, targetUidValidity };
}

async function copyThenRemove(
  connection: ImapConnection,
  { set, uids }: { readonly set: string; readonly uids: readonly number[] },
  target: string,
): Promise<Transferred> {
  const copied = await transfer(connection, 'UID COPY', set, target);
  // A server with UIDPLUS says which were copied; one that was expunged meanwhile is not among them.
  const confirmed = connection.has('UIDPLUS') ? [...copied.newUids.keys()] : uids;
  if (confirmed.length === 0) return copied; // All were gone before: nothing was copied, nothing is removed.
  await storeFlags(connection, confirmed, { add: ['\\Deleted'], remove: [] });
  if (connection.has('UIDPLUS')) await uidExpunge(connection, confirmed);
  return copied;
}
