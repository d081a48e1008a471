/** UID COPY (RFC 9051 §6.4.7), and reading which UIDs the copies got (RFC 4315 §3). */
import type { ImapConnection, Response, Tokens } from './connection.ts';
import { uidRangesPerCommand } from './limits.ts';
import { packUidsInPieces, unpackUids } from './uidSet.ts';

export interface Transferred {
  /** UID in the source → UID in the target; empty where the server does not tell (no UIDPLUS). */
  readonly newUids: ReadonlyMap<number, number>;
  readonly targetUidValidity: number;
}

/** Copies messages of the selected mailbox. Throws `mailbox.overQuota`, `mailbox.gone`, `mailbox.refused`. */
export async function copyMessages(
  connection: ImapConnection,
  uids: readonly number[],
  target: string,
): Promise<Transferred> {
  const newUids = new Map<number, number>();
  let targetUidValidity = 0;
  for (const { set } of packUidsInPieces(uids, uidRangesPerCommand)) {
    const copied = await transfer(connection, 'UID COPY', set, target);
    for (const [from, to] of copied.newUids) newUids.set(from, to);
    targetUidValidity = copied.targetUidValidity || targetUidValidity;
  }
  return { newUids, targetUidValidity };
}

/** One command: COPY, or MOVE (RFC 6851) where the server has it. */
export async function transfer(
  connection: ImapConnection,
  command: 'UID MOVE' | 'UID COPY',
  set: string,
  target: string,
): Promise<Transferred> {
  let moved: Transferred = { newUids: new Map(), targetUidValidity: 0 };
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
function readCopyUid({ attributes }: Response): Transferred | undefined {
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
