/**
 * EXPUNGE (RFC 9051 §6.4.3) for a server without UIDPLUS: it removes everything marked \Deleted in the selected mailbox,
 * also what other programs marked. So it is only ever done with a list that a person has seen.
 */
import { MailError } from '../../base/errors.ts';
import type { ImapConnection } from './connection.ts';
import { fetchFlags } from './fetchList.ts';
import { uidExpunge } from './uidExpunge.ts';

/**
 * Removes for good what is marked \Deleted in the selected mailbox; gives the UIDs. Throws `mailbox.markedChanged`, and
 * removes nothing, when a message is marked that is not among `seen`. Flags are compared, not searched for: some servers'
 * SEARCH can't be trusted. What is marked between that look and EXPUNGE, a round trip, is removed too: IMAP has no more.
 */
export async function expungeMarked(connection: ImapConnection, seen: ReadonlySet<number>): Promise<readonly number[]> {
  const { rows } = await fetchFlags(connection);
  const marked = rows.filter(({ flags }) => flags.includes('\\Deleted')).map(({ uid }) => uid);
  if (marked.some((uid) => !seen.has(uid))) throw new MailError('mailbox.markedChanged', { retry: 'afterUser' });
  if (marked.length === 0) return [];
  if (connection.has('UIDPLUS')) await uidExpunge(connection, marked);
  else await connection.command('EXPUNGE', []);
  return marked;
}
