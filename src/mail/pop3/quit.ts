/** QUIT (RFC 1939 §6): only now the server removes what was marked. */
import type { Pop3Connection } from './connection.ts';
import { commandRefused } from './refusal.ts';

/** Throws `net.*` when the answer does not come: what was marked may be gone or not. `mailbox.refused`: some of it is not. */
export async function quit(connection: Pop3Connection): Promise<void> {
  try {
    const status = await connection.ask({ name: 'QUIT' });
    if (!status.ok) throw commandRefused(status);
  } finally {
    connection.close();
  }
}
