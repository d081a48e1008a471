/** LIST (RFC 1939 §5). */
import { MailError } from '../../base/errors.ts';
import type { Pop3Connection } from './connection.ts';
import { commandRefused } from './refusal.ts';

/** Number → octets. A failure throws: it is never an empty maildrop. */
export async function listSizes(connection: Pop3Connection): Promise<ReadonlyMap<number, number>> {
  const status = await connection.ask({ name: 'LIST', message: null });
  if (!status.ok) throw commandRefused(status);
  const sizes = new Map<number, number>();
  for (const line of await connection.listing()) {
    const [, number, size] = /^\s*(\d{1,10})\s+(\d{1,15})(\s|$)/.exec(line) ?? [];
    if (number === undefined || size === undefined) throw notAListing(line);
    sizes.set(Number(number), Number(size));
  }
  return sizes;
}

export function notAListing(line: string): MailError {
  return new MailError('mailbox.refused', { retry: 'later', data: { serverSaid: line.slice(0, 200) } });
}
