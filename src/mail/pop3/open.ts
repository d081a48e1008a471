/** From nothing to a session that is signed in. */
import { askCapabilities, type Capabilities } from './capa.ts';
import { connectPop3, type Pop3Connection, type Pop3Options } from './connection.ts';
import { type Credentials, signIn } from './signIn.ts';
import { secureByStls } from './stls.ts';

export interface Pop3Session {
  readonly connection: Pop3Connection;
  /** As told after sign-in is possible: inside TLS where there is TLS. */
  readonly capabilities: Capabilities;
}

/** Connects, secures the line as the settings demand, signs in. Throws `net.*`, `auth.*`, `mailbox.*`, `engine.cancelled`. */
export async function openPop3(options: Pop3Options, credentials: Credentials): Promise<Pop3Session> {
  const connection = await connectPop3(options);
  try {
    if (options.endpoint.security === 'starttls') await secureByStls(connection);
    const capabilities = await askCapabilities(connection);
    await signIn(connection, credentials, capabilities);
    return { connection, capabilities };
  } catch (error) {
    connection.close();
    throw error;
  }
}
