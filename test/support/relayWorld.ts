/** Servers of two domains in this process: mail between them crosses sockets of loopback, and time passes when told. */
import { createSecureContext, type SecureContext } from 'node:tls';
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import { seededRandom } from '../../src/base/random.ts';
import { hashPassword } from '../../src/server/passwords.ts';
import { People } from '../../src/server/people/people.ts';
import { QueueAdministration } from '../../src/server/relay/queueAdministration.ts';
import { Relay, type RelayOptions } from '../../src/server/relay/relay.ts';
import { type RelaySettings, writeRelaySettings } from '../../src/server/relay/relaySettings.ts';
import { Greetings } from '../../src/server/services/greetings.ts';
import { Sessions } from '../../src/server/sessions/sessions.ts';
import { HeldBytes } from '../../src/server/smtp/content.ts';
import type { SmtpSettings } from '../../src/server/smtp/context.ts';
import { Delivery } from '../../src/server/smtp/delivery.ts';
import { startSmtpServer } from '../../src/server/smtp/smtpServer.ts';
import type { QueueState } from '../../src/server/store/queue.ts';
import { Store } from '../../src/server/store/store.ts';
import { SmtpClient } from './memorySmtp.ts';
import { type VirtualClock, virtualClock } from './virtualClock.ts';

export interface RelayWorldOptions extends Partial<Pick<RelayOptions, 'lookUp' | 'trust'>> {
  /** A file; default in memory. */
  readonly path?: string;
  readonly clock?: VirtualClock;
}

/** The server of one domain, with users `ann` and `bob`, password `pw`. */
export async function relayServer(domain: string, options: RelayWorldOptions = {}) {
  const { path = ':memory:', clock = relayClock(), ...more } = options;
  const store = new Store({ path, clock });
  const sessions = new Sessions({ clock });
  const random = seededRandom(1);
  const log = silentLogger;
  const people = new People({ store, sessions, clock, random, sandbox: false });
  const root = { name: `root@${domain}`, remoteAddress: '' };
  const address = (name: string) => `${name}@${domain}`;
  if (people.addresses.domains().length === 0) {
    people.addresses.addDomain(root, domain);
    const password = await hashPassword('pw', random);
    for (const name of ['ann', 'bob']) store.addUser(address(name), password);
  }
  const { directory, guard, gate } = people;
  const greetings = new Greetings({ store });
  greetings.setHostName(`mail.${domain}`);
  const relay = new Relay({ store, directory, clock, random, log, hostName: () => greetings.hostName, ...more });
  relay.start();
  const queue = new QueueAdministration({ store, relay, clock });
  const settings: SmtpSettings = {
    ...{ sandbox: false, plaintextLogin: true, sessions, clock, log, guard, gate, greetings, relay },
    delivery: new Delivery({ store, directory, relay }),
  };
  const listening: { close(): Promise<void> }[] = [];
  return {
    ...{ store, people, root, relay, queue, clock, settings, address },
    relayTo(changes: Partial<RelaySettings> = {}, password?: string) {
      const all = { enabled: true, anySender: false, domains: [], ...changes };
      store.write([], () => writeRelaySettings(store, all, password));
    },
    /** Listens as `mx` does, or as `smtp` for who signs in; gives its port. */
    async listen({ port = 0, strangers = true, tls = createSecureContext({}) }: Listening = {}): Promise<number> {
      const server = await startSmtpServer({
        ...{ ...settings, strangers, host: '127.0.0.1', port, implicitTls: false, tls },
      });
      listening.push(server);
      return server.port;
    },
    async stopListening() {
      await Promise.all(listening.splice(0).map((server) => server.close()));
    },
    /** A connection of a client, signed in as `user`; a stranger’s where that is empty. */
    async connect(user = 'ann'): Promise<SmtpClient> {
      const client = new SmtpClient({ ...settings, strangers: user === '' }, false, new HeldBytes());
      await client.reply();
      await client.say('EHLO client.test');
      const plain = Buffer.from(`\0${address(user)}\0pw`).toString('base64');
      if (user !== '') await client.say(`AUTH PLAIN ${plain}`);
      return client;
    },
    /** Sends a mail; the first answer that is no yes, or that to the dot. */
    async send(recipients: readonly string[], { user = 'ann', from = '', text = 'Subject: hello\r\n\r\nhi' } = {}) {
      const client = await this.connect(user);
      const commands = [`MAIL FROM:<${from || address(user)}>`, ...recipients.map((to) => `RCPT TO:<${to}>`)];
      for (const command of commands) {
        const answer = await client.say(command);
        if (!answer.startsWith('250')) return answer;
      }
      await client.say('DATA');
      return client.say(`${text}\r\n.`);
    },
    inbox(name: string): string[] {
      const { id } = store.mailboxes.get(store.users.get(address(name)).id, 'INBOX');
      return store.messages.uids(id).map((uid) => Buffer.from(store.messages.bytes(id, uid) ?? []).toString('utf8'));
    },
    /** Address and state of all in the queue, the oldest first. */
    queued(): (readonly [address: string, state: QueueState])[] {
      const { recipients } = store.queue.page({ limit: 1_000 });
      return recipients.map(({ address: to, state }) => [to, state] as const).reverse();
    },
    async [Symbol.asyncDispose]() {
      await relay.close();
      await Promise.all(listening.map((server) => server.close()));
      store.dispose();
    },
  };
}

/** The moments that sockets take are real, as sockets are; minutes and days pass when told. */
function relayClock(): VirtualClock {
  const virtual = virtualClock();
  return {
    now: virtual.now,
    after: (ms, task) => (ms < 5_000 ? systemClock : virtual).after(ms, task),
    advance: virtual.advance,
    set: virtual.set,
    get pending() {
      return virtual.pending;
    },
  };
}

interface Listening {
  readonly port?: number;
  readonly strangers?: boolean;
  readonly tls?: SecureContext;
}
