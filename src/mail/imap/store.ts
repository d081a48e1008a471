/** UID STORE (RFC 9051 §6.4.6): adds and removes flags. */
import { StoredLineReader } from '../wire/imap/flagLines.ts';
import type { Argument, ImapConnection } from './connection.ts';
import { uidRangesPerCommand } from './limits.ts';
import { packUidsInPieces } from './uidSet.ts';

export interface FlagChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** Changes flags of messages of the selected mailbox; those that are gone are passed over by the server. */
export async function storeFlags(
  connection: ImapConnection,
  uids: readonly number[],
  { add, remove }: FlagChange,
): Promise<void> {
  for (const { set } of packUidsInPieces(uids, uidRangesPerCommand)) {
    if (add.length > 0) await store(connection, storeArguments(set, '+FLAGS.SILENT', add));
    if (remove.length > 0) await store(connection, storeArguments(set, '-FLAGS.SILENT', remove));
  }
}

/** With CONDSTORE each message is answered for: of 1,000, imapflow's parser would take as long as the server. What is news passes. */
async function store(connection: ImapConnection, args: readonly Argument[]): Promise<void> {
  const lines = new StoredLineReader();
  await connection.bulkFetch('UID STORE', args, () => false, { takeRun: lines.read.bind(lines) });
}

function storeArguments(set: string, item: string, flags: readonly string[]): readonly Argument[] {
  return [
    { type: 'SEQUENCE', value: set },
    { type: 'ATOM', value: item },
    flags.map((value): Argument => ({ type: 'ATOM', value })),
  ];
}
