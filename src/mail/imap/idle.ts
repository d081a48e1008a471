/** IDLE (RFC 2177), or NOOP at intervals where the server has none. */
import type { ImapConnection } from './connection.ts';

/** Waits until the selected mailbox changes, the connection ends or `signal` aborts; true when something changed. */
export async function waitForChange(connection: ImapConnection, { signal }: { signal: AbortSignal }): Promise<boolean> {
  await connection.idle({ signal });
  return connection.takeChanged();
}
