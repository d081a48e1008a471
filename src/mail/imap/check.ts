import { createImapConnection, type ImapConnectionOptions } from './connection.ts';

/** Connects, signs in and says goodbye. Throws what `ImapConnection.connect` throws. */
export async function checkImap(options: ImapConnectionOptions, { signal }: { signal: AbortSignal }): Promise<void> {
  const connection = createImapConnection(options);
  try {
    await connection.connect({ signal });
    await connection.logout();
  } finally {
    connection.close();
  }
}
