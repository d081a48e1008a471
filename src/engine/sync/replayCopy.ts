/** A copy that is never made twice: as replayMove.ts, but the originals stay. */
import { MailError } from '../../base/errors.ts';
import type { ImapConnection } from '../../mail/imap/connection.ts';
import { copyMessages } from '../../mail/imap/copy.ts';
import { keyText, type MessageKey } from '../store/messageKey.ts';
import type { Operation } from '../store/operations.ts';
import { groupByMailbox } from './keyGroups.ts';
import { missingFrom } from './presence.ts';
import { requireNumbering } from './renumbered.ts';
import type { SyncDeps } from './syncDeps.ts';
import { lookInTarget } from './targetLook.ts';

export interface Copied {
  /** Where the copies are, by the position of the original; those whose names nobody knows are left out. */
  readonly copies: ReadonlyMap<number, MessageKey>;
  /** Originals that were gone. */
  readonly skipped: readonly MessageKey[];
}

/** Throws refusals of the server, `mailbox.gone`, and `Renumbered` before it touches such a mailbox. */
export async function replayCopy(connection: ImapConnection, operation: Operation, deps: SyncDeps): Promise<Copied> {
  const target = operation.target && deps.mailboxes.find(operation.target);
  if (!target) throw new MailError('mailbox.gone');
  const interrupted = operation.state === 'sent';
  if (!interrupted) deps.operations.markSent(operation.id, await connection.status(target.path));
  const noted = deps.operations.get(operation.id);
  const found = interrupted ? await lookInTarget(connection, noted, target) : new Map<string, MessageKey>();
  const skipped: MessageKey[] = [];
  let unnamed = false;
  for (const group of groupByMailbox(operation.messages.flatMap(({ now }) => now ?? []))) {
    const selected = await connection.select(deps.mailboxes.get(group.mailbox).path);
    requireNumbering(group.mailbox, group.uidValidity, selected);
    const missing = await missingFrom(connection, group, selected, deps);
    skipped.push(...group.keys.filter((key) => missing.has(keyText(key)) && !found.has(keyText(key))));
    const left = group.keys.filter((key) => !missing.has(keyText(key)) && !found.has(keyText(key)));
    if (left.length === 0) continue;
    const { newUids, targetUidValidity } = await copyMessages(
      connection,
      left.map(({ uid }) => uid),
      target.path,
    );
    unnamed ||= newUids.size === 0 || targetUidValidity !== noted.targetUidValidity;
    for (const key of left) {
      const uid = newUids.get(key.uid);
      if (uid !== undefined) found.set(keyText(key), { mailbox: target.id, uidValidity: targetUidValidity, uid });
    }
  }
  if (unnamed) for (const [from, to] of await lookInTarget(connection, noted, target)) found.set(from, to);
  const copies = new Map<number, MessageKey>();
  for (const { position, now } of noted.messages) {
    const to = now && found.get(keyText(now));
    if (to) copies.set(position, to);
  }
  return { copies, skipped };
}
