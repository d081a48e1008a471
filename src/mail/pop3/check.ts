import type { Pop3Options } from './connection.ts';
import { openPop3 } from './open.ts';
import { quit } from './quit.ts';
import type { Credentials } from './signIn.ts';
import { listUniqueIds } from './uidl.ts';

/** Connects, signs in, sees that messages have unique ids, and says goodbye. Throws as {@link openPop3}, `mailbox.noUniqueIds`. */
export async function checkPop3(options: Pop3Options, credentials: Credentials): Promise<void> {
  const { connection } = await openPop3(options, credentials);
  try {
    await listUniqueIds(connection);
    await quit(connection);
  } finally {
    connection.close();
  }
}
