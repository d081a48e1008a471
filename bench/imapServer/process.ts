/**
 * Our IMAP server alone in a process, over a store that is there: what `serve` runs, without waiting for scrypt at each of
 * thousands of sign-ins. Arguments: the database. Tells its port by IPC.
 */
import { createSecureContext } from 'node:tls';
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import { startImapServer } from '../../src/server/imap/imapServer.ts';
import { LoginGuard, type LoginResult, type SignIn } from '../../src/server/loginGuard.ts';
import { Sessions } from '../../src/server/sessions/sessions.ts';
import { Store } from '../../src/server/store/store.ts';

const [path = ''] = process.argv.slice(2);
const clock = systemClock;
const store = new Store({ path, clock });

class OpenGuard extends LoginGuard {
  override logIn({ name }: SignIn): Promise<LoginResult> {
    const user = store.users.find(name);
    return Promise.resolve(user ? { user } : 'wrong');
  }
}

const { port } = await startImapServer({
  ...{ host: '127.0.0.1', port: 0, implicitTls: false, plaintextLogin: true, tls: createSecureContext() },
  ...{ store, clock, log: silentLogger, sessions: new Sessions({ clock }), guard: new OpenGuard({ store, clock }) },
});
process.on('disconnect', () => process.exit(0));
process.send?.(port);
