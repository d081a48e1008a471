/** A message stored in a mailbox, once: the target's UIDNEXT is noted before, and its newer messages looked at after a cut. */
import { MailError } from '../../base/errors.ts';
import { appendMessage } from '../../mail/imap/append.ts';
import type { ImapConnection } from '../../mail/imap/connection.ts';
import { keyText } from '../store/messageKey.ts';
import type { Move, Operation } from '../store/operations.ts';
import type { SyncDeps } from './syncDeps.ts';
import { lookInTarget } from './targetLook.ts';

/**
 * What the server calls the message now; `to` undefined where it does not tell. Throws refusals of the server,
 * `mailbox.gone`, `file.missing`.
 */
export async function replayAppend(
  connection: ImapConnection,
  operation: Operation,
  { mailboxes, operations, appends }: SyncDeps,
): Promise<readonly Move[]> {
  const target = operation.target && mailboxes.find(operation.target);
  const from = operation.messages[0]?.now;
  if (!target || !from) throw new MailError('mailbox.gone');
  if (operation.state === 'sent') {
    const there = (await lookInTarget(connection, operation, target)).get(keyText(from));
    if (there) return [{ from, to: there }];
  }
  const bytes = await appends.read(operation.path);
  operations.markSent(operation.id, await connection.status(target.path));
  const { uid, uidValidity } = await appendMessage(connection, target.path, { bytes, flags: operation.add });
  if (uid > 0 && uidValidity > 0) return [{ from, to: { mailbox: target.id, uidValidity, uid } }];
  const noted = operations.get(operation.id);
  return [{ from, to: (await lookInTarget(connection, noted, target)).get(keyText(from)) }];
}
