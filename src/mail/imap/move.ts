/**
 * MOVE (RFC 6851), else COPY, \Deleted and UID EXPUNGE (RFC 4315) with the copy confirmed first. Never a plain EXPUNGE:
 * it takes what somebody else marked \Deleted. Without UIDPLUS the originals stay, marked \Deleted.
 */
import type { ImapConnection, Response, Tokens } from './connection.ts';
import { uidRangesPerCommand } from './limits.ts';
import { storeFlags } from './store.ts';
import { uidExpunge } from './uidExpunge.ts';
import { packUidsInPieces, unpackUids } from './uidSet.ts';

export interface Moved {
  /** UID in the source → UID in the target; empty where the server does not tell (no UIDPLUS). */
  readonly newUids: ReadonlyMap<number, number>;
  readonly targetUidValidity: number;
}

/** Moves messages of the selected mailbox. Throws `mailbox.overQuota`, `mailbox.gone`, `mailbox.refused`: then nothing was expunged. */
export async function moveMessages(
  connection: ImapConnection,
  uids: readonly number[],
  target: string,
): Promise<Moved> {
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
): Promise<Moved> {
  const copied = await transfer(connection, 'UID COPY', set, target);
  // A server with UIDPLUS says which were copied; one that was expunged meanwhile is not among them.
  const confirmed = connection.has('UIDPLUS') ? [...copied.newUids.keys()] : uids;
  if (confirmed.length === 0) return copied; // All were gone before: nothing was copied, nothing is removed.
  await storeFlags(connection, confirmed, { add: ['\\Deleted'], remove: [] });
  if (connection.has('UIDPLUS')) await uidExpunge(connection, confirmed);
  return copied;
}

async function transfer(
  connection: ImapConnection,
  command: 'UID MOVE' | 'UID COPY',
  set: string,
  target: string,
): Promise<Moved> {
  let moved: Moved = { newUids: new Map(), targetUidValidity: 0 };
  const read = (response: Response) => {
    moved = readCopyUid(response) ?? moved;
  };
  const tagged = await connection.command(
    command,
    [{ type: 'SEQUENCE', value: set }, connection.pathArgument(target)],
    { OK: read },
  );
  read(tagged);
  return moved;
}

/** `[COPYUID 38505 304,319:320 3956:3958]` (RFC 4315 §3), in the tagged OK of COPY and an untagged one of MOVE. */
function readCopyUid({ attributes }: Response): Moved | undefined {
  const first = attributes?.[0];
  const section = first && !Array.isArray(first) && 'section' in first ? first.section : undefined;
  const [name, validity, from, to] = (section ?? []).map(textOf);
  if (name?.toUpperCase() !== 'COPYUID' || !from || !to) return undefined;
  const targets = unpackUids(to);
  const newUids = new Map<number, number>();
  for (const [index, uid] of unpackUids(from).entries()) {
    const target = targets[index];
    if (target !== undefined) newUids.set(uid, target);
  }
  return { newUids, targetUidValidity: Number(validity) };
}

function textOf(token: Tokens): string {
  if (!token || Array.isArray(token) || !('value' in token)) return '';
  return typeof token.value === 'string' ? token.value : '';
}
