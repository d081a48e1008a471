/** BODY.PEEK[] of many messages at once (RFC 9051 §6.4.5), for small ones. */
import type { ImapConnection } from './connection.ts';
import { packUids } from './uidSet.ts';

/** UID → source, of those that the selected mailbox still has. What is longer than `maxBytes` is left out. Never marks them \Seen. */
export async function fetchSources(
  connection: ImapConnection,
  uids: readonly number[],
  { maxBytes }: { readonly maxBytes: number },
): Promise<ReadonlyMap<number, Uint8Array>> {
  // One byte more tells which are longer.
  const sources = await connection.fetchBeginnings(packUids(uids), maxBytes + 1);
  return new Map([...sources].filter(([, bytes]) => bytes.length <= maxBytes));
}
