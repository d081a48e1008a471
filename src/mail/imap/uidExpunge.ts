/** UID EXPUNGE (RFC 4315 §2.1): the only way that anything is removed for good here. */
import { MailError } from '../../base/errors.ts';
import type { ImapConnection } from './connection.ts';
import { uidRangesPerCommand } from './limits.ts';
import { packUidsInPieces } from './uidSet.ts';

/** Removes those of the UIDs that are marked \Deleted. Throws `mailbox.refused` where the server has no UIDPLUS. */
export async function uidExpunge(connection: ImapConnection, uids: readonly number[]): Promise<void> {
  if (!connection.has('UIDPLUS')) throw new MailError('mailbox.refused', { data: { serverSaid: 'no UIDPLUS' } });
  for (const { set } of packUidsInPieces(uids, uidRangesPerCommand)) {
    await connection.command('UID EXPUNGE', [{ type: 'SEQUENCE', value: set }]);
  }
}
