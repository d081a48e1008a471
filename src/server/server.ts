import type { Clock } from '../base/clock.ts';
import { DisposableList } from '../base/dispose.ts';
import { MailError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import { takeProcessLock } from '../base/processLock.ts';
import type { Random } from '../base/random.ts';
import { Access } from './admin/access.ts';
import { adminToken, startAdmin } from './admin/adminServer.ts';
import { startControl } from './admin/control.ts';
import type { PageFiles } from './admin/routes/pageRoutes.ts';
import { sandboxAddress } from './directory/directory.ts';
import { openDataFolder } from './files.ts';
import { isLoopback, type Peer } from './listen.ts';
import { ProtocolLogs } from './logs/protocolLogs.ts';
import { MassMails } from './massMail/massMails.ts';
import { hashPassword } from './passwords.ts';
import { People } from './people/people.ts';
import { Maildrops } from './pop3/maildrop.ts';
import { Relay } from './relay/relay.ts';
import { fillWithSample } from './sampleFill.ts';
import { preload } from './sandbox/preload.ts';
import { Sandbox, type SandboxOptions } from './sandbox/sandbox.ts';
import { Greetings } from './services/greetings.ts';
import { ServiceManager, type WantedPorts } from './services/serviceManager.ts';
import { startService } from './services/startService.ts';
import { TlsIdentity } from './services/tlsIdentity.ts';
import { Sessions } from './sessions/sessions.ts';
import { Delivery, type IncomingMessage } from './smtp/delivery.ts';
import { Store } from './store/store.ts';

export interface ServerOptions {
  readonly data: string;
  /** The address to listen on; absent: the one that was kept, else 127.0.0.1. */
  readonly host?: string;
  /** Wanted port by service; 0 = any free one; a service without one is off. Absent: what was kept, else the usual ones. */
  readonly ports?: WantedPorts;
  readonly sandbox: boolean;
  /** What the sandbox does with the mails that it catches. */
  readonly capture?: SandboxOptions;
  /** Fills an empty store with the sample mailbox of this seed. */
  readonly sample?: number;
  /** How many more mails the sample has; 0 = none. */
  readonly messages?: number;
  /** A folder whose `.eml` files the sandbox catches at its start, those apart that it caught before. */
  readonly preload?: string;
  /** PEM files of one's own certificate with its chain, and of its key; absent: an authority of our own. */
  readonly certificate?: { readonly certificate: string; readonly key: string };
  /** The port of the administration; 0 = any free one; absent: only the command line of this machine's owner reaches it. */
  readonly admin?: number;
}

export interface ServerDependencies {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** What the OpenAPI document says. */
  readonly version: string;
  /** Where the files of the administration's page lie; without them there is none. */
  readonly page?: PageFiles;
}

export interface RunningServer {
  readonly ports: WantedPorts;
  /** Where the administration is, and the token that opens it. */
  readonly admin?: { readonly url: string; readonly token: string };
  /** Reads the certificate again, as on SIGHUP. Throws `server.badCertificate`, `file.unreadable`; then nothing changed. */
  reload(): void;
  /** Stops to accept, says goodbye to clients, closes the store. */
  stop(): Promise<void>;
}

/** The password of `sandbox@localhost`: in the sandbox everything is for everybody on this machine. */
export const sandboxPassword = 'sandbox';

/**
 * Starts the local server on a data folder. Throws `engine.busyElsewhere`, `server.notLoopback` (a sandbox, sample mail or
 * the gateway for text messages on another host than this), `server.portTaken`, `server.badCertificate`, `store.newer`,
 * `store.damaged`, `file.unwritable`.
 */
export async function startServer(options: ServerOptions, dependencies: ServerDependencies): Promise<RunningServer> {
  const folder = openDataFolder(options.data);
  const resources = new DisposableList();
  const listeners: { close(): Promise<void> }[] = [];
  const stop = async () => {
    await Promise.all(listeners.map((listener) => listener.close()));
    resources.dispose();
  };
  try {
    resources.add(takeProcessLock(folder.lock));
    // What programs under development send need not outlive a loss of power; kill -9 it does (docs/decisions/0112).
    const outlives = options.sandbox ? 'crash' : 'powerLoss';
    const store = resources.add(new Store({ path: folder.database, clock: dependencies.clock, outlives }));
    const host = options.host ?? store.services.setting('host') ?? '127.0.0.1';
    checkHost(host, options);
    await prepare(store, options, dependencies);
    const { manager, ...parts } = makeServices({ store, host }, options, dependencies);
    const logs = resources.add(new ProtocolLogs({ ...parts, ...dependencies, store, folder: folder.logs }));
    const { people, greetings } = parts;
    const { directory } = people;
    const massMails = new MassMails({ ...dependencies, store, directory, hostName: () => greetings.hostName });
    listeners.push(massMails);
    if (parts.sandbox) {
      resources.add(parts.sandbox);
      if (options.preload !== undefined)
        await preload(options.preload, { feed: parts.sandbox.feed, delivery: parts.delivery, ...dependencies });
    }
    const token = adminToken(folder.token, dependencies.random);
    const access = new Access({ store, token, ...dependencies });
    const admin = { ...parts, ...dependencies, store, manager, access, logs, massMails };
    listeners.push(await startControl(folder.control, { parts: admin, token, log: dependencies.log }), manager);
    if (parts.relay) listeners.push(parts.relay);
    await manager.startWanted(options.ports);
    // A server that was started for one question sends nothing: it ends in the middle of it.
    if (Object.keys(options.ports ?? { all: 0 }).length > 0) parts.relay?.start();
    const running = { ports: manager.ports, reload: () => parts.identity.reload(), stop };
    if (options.admin === undefined) return running;
    const page = await startAdmin(admin, { host, port: options.admin, log: dependencies.log });
    listeners.push(page);
    return {
      ...running,
      admin: {
        url: adminUrl(isAnyAddress(host) ? parts.greetings.hostName : host, page.port, !isLoopback(host)),
        token,
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function isAnyAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** As a browser of this machine, or of another one for any other address, is given it. */
function adminUrl(host: string, port: number, secure: boolean): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return `${secure ? 'https' : 'http'}://${name}:${port}`;
}

/** What everybody on a machine may read is for this machine only; the sample's passwords are known to everybody. */
function checkHost(host: string, { sandbox, sample, ports }: ServerOptions): void {
  const isForThisMachine = sandbox || sample !== undefined || ports?.sms !== undefined;
  if (isForThisMachine && !isLoopback(host)) throw new MailError('server.notLoopback', { data: { host } });
}

async function prepare(store: Store, options: ServerOptions, { clock, random }: ServerDependencies): Promise<void> {
  if (options.sandbox && !store.users.find(sandboxAddress)) {
    store.addUser(sandboxAddress, await hashPassword(sandboxPassword, random));
  }
  const { sample: seed, messages = 0 } = options;
  if (seed !== undefined) await fillWithSample(store, { seed, messages, now: clock.now(), random });
}

function makeServices(
  { store, host }: { readonly store: Store; readonly host: string },
  options: ServerOptions,
  { clock, random, log }: ServerDependencies,
) {
  const { data, certificate, sandbox } = options;
  const greetings = new Greetings({ store });
  const hosts = () => [manager.host, greetings.hostName].filter((name) => !isAnyAddress(name));
  const sessions = new Sessions({ clock });
  const people = new People({ store, sessions, clock, random, sandbox });
  const { guard, gate, directory } = people;
  const caught = sandbox ? new Sandbox(options.capture ?? {}, { store, clock, random, log }) : undefined;
  const capture = caught && ((message: IncomingMessage) => caught.feed.hook(message));
  // Nothing ever leaves the sandbox this way.
  const hostName = () => greetings.hostName;
  const relay = sandbox ? undefined : new Relay({ store, directory, clock, random, log, hostName });
  const delivery = new Delivery({ store, directory, capture, relay });
  const maildrops = new Maildrops({ store });
  const parts = {
    store,
    greetings,
    guard,
    gate,
    sessions,
    delivery,
    relay,
    maildrops,
    sandbox,
    faults: caught?.faults,
    weaken: caught && ((peer: Peer, protocol: 'imap' | 'pop3') => caught.weaken(peer, protocol)),
    clock,
    log,
  };
  const manager = new ServiceManager({
    store,
    host,
    checkHost: (address) => checkHost(address, options),
    start: (service, at) => startService({ ...parts, identity }, service, at),
  });
  const identity = new TlsIdentity({ data, own: certificate, random, now: clock.now, hosts });
  return { identity, manager, greetings, sessions, people, sandbox: caught, delivery, relay };
}
