/** Our POP3 server in this process, over a socket, its store in memory. */
import { createSecureContext } from 'node:tls';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import { seededRandom } from '../../src/base/random.ts';
import { certificates } from '../../src/server/certificate.ts';
import { hashPassword } from '../../src/server/passwords.ts';
import { Maildrops } from '../../src/server/pop3/maildrop.ts';
import { startPop3Server } from '../../src/server/pop3/pop3Server.ts';
import { Sessions } from '../../src/server/sessions/sessions.ts';
import { Store } from '../../src/server/store/store.ts';

export interface PopServer extends AsyncDisposable {
  /** STLS is offered, passwords pass without. */
  readonly port: number;
  /** TLS from the first byte. */
  readonly securePort: number;
  /** PEM of the authority. */
  readonly ca: string;
  /** All that was said on all connections: `client: …`, `server: …`. */
  readonly said: readonly string[];
  readonly store: Store;
  /** Connections that it knows of. */
  readonly open: number;
  /** Puts messages into the INBOX of `ann@example.test`, whose password is `secret`. */
  deliver(...messages: readonly Uint8Array[]): Promise<void>;
  /** What is in it. */
  inbox(): readonly Buffer[];
}

export async function startPopServer({ clock = systemClock }: { clock?: Clock } = {}): Promise<PopServer> {
  const store = new Store({ path: ':memory:' });
  const ann = store.addUser('ann@example.test', await hashPassword('secret', seededRandom(1)));
  const inbox = store.mailboxes.get(ann.id, 'INBOX').id;
  const set = certificates({}, { now: Date.now(), random: seededRandom(2), hosts: ['127.0.0.1'] });
  const tls = createSecureContext({ cert: set.certificate + set.ca, key: set.key });
  const sessions = new Sessions({ clock: systemClock });
  const said: string[] = [];
  sessions.onSaid(({ by, text }) => said.push(`${by}: ${text}`));
  const shared = {
    ...{ host: '127.0.0.1', port: 0, tls, sessions, plaintextLogin: true, clock: systemClock, log: silentLogger },
    maildrops: new Maildrops({ store }),
    greetings: { welcome: () => 'ready' },
    guard: {
      logIn: async ({ name, password }: { name: string; password: string }) =>
        name === ann.address && password === 'secret' ? { user: ann } : ('wrong' as const),
    },
  };
  const plain = await startPop3Server({ ...shared, implicitTls: false });
  const secure = await startPop3Server({ ...shared, implicitTls: true });
  return {
    ...{ port: plain.port, securePort: secure.port, ca: set.ca, said, store },
    get open() {
      return sessions.all().length;
    },
    async deliver(...messages) {
      for (const bytes of messages)
        await store.deliver([{ user: ann, message: { bytes, flags: [], internalDate: clock.now() } }]);
    },
    inbox: () =>
      store.messages.uids(inbox).map((uid) => Buffer.from(store.messages.bytes(inbox, uid) ?? new Uint8Array())),
    async [Symbol.asyncDispose]() {
      await Promise.all([plain.close(), secure.close()]);
      store.dispose();
    },
  };
}
