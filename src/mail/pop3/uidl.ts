/** UIDL (RFC 1939 §7). */
import { MailError } from '../../base/errors.ts';
import { uniqueIdMaxChars } from '../wire/pop3/limits.ts';
import type { Pop3Connection } from './connection.ts';
import { notAListing } from './list.ts';

/** Number → unique id, in the server's order. Throws `mailbox.noUniqueIds` for a server without. */
export async function listUniqueIds(connection: Pop3Connection): Promise<ReadonlyMap<number, string>> {
  const status = await connection.ask({ name: 'UIDL', message: null });
  if (!status.ok)
    throw new MailError('mailbox.noUniqueIds', {
      retry: status.code === 'SYS/TEMP' ? 'later' : 'afterUser',
      data: { serverSaid: status.words },
    });
  const ids = new Map<number, string>();
  for (const line of await connection.listing()) {
    const [, number, id] = /^\s*(\d{1,10})\s+(\S+)\s*$/.exec(line) ?? [];
    if (number === undefined || id === undefined || id.length > uniqueIdMaxChars) throw notAListing(line);
    ids.set(Number(number), id);
  }
  return ids;
}
