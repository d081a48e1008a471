import { createSecureContext } from 'node:tls';
import type { Clock } from '../base/clock.ts';
import { DisposableList } from '../base/dispose.ts';
import { MailError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import { takeProcessLock } from '../base/processLock.ts';
import type { Random } from '../base/random.ts';
import { startControl } from './admin/control.ts';
import { type CertificateSet, certificates } from './certificate.ts';
import { Directory, sandboxAddress } from './directory/directory.ts';
import { openDataFolder, readCertificates, writeCertificates } from './files.ts';
import { startImapServer } from './imap/imapServer.ts';
import { LoginGuard } from './loginGuard.ts';
import { hashPassword } from './passwords.ts';
import { fillWithSample } from './sampleFill.ts';
import { type Service, services } from './service.ts';
import { Sessions } from './sessions/sessions.ts';
import { startSmsGateway } from './sms/smsGateway.ts';
import { Delivery } from './smtp/delivery.ts';
import { startSmtpServer } from './smtp/smtpServer.ts';
import { Store } from './store/store.ts';

export interface ServerOptions {
  readonly data: string;
  readonly host: string;
  /** Wanted port by service; 0 = any free one; a service without one is off. */
  readonly ports: { readonly [name in Service]?: number };
  readonly sandbox: boolean;
  /** Fills an empty store with the sample mailbox of this seed. */
  readonly sample?: number;
}

export interface ServerDependencies {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

export interface RunningServer {
  readonly ports: { readonly [name in Service]?: number };
  /** Stops to accept, says goodbye to clients, closes the store. */
  stop(): Promise<void>;
}

/** The password of `sandbox@localhost`: in the sandbox everything is for everybody on this machine. */
export const sandboxPassword = 'sandbox';

/**
 * Starts the local server on a data folder. Throws `engine.busyElsewhere`, `server.notLoopback` (a sandbox or
 * the gateway for text messages on another host than this), `server.portTaken`, `store.newer`, `store.damaged`, `file.unwritable`.
 */
export async function startServer(options: ServerOptions, dependencies: ServerDependencies): Promise<RunningServer> {
  const loopback = isLoopback(options.host);
  const isForThisMachine = options.sandbox || options.ports.sms !== undefined;
  if (isForThisMachine && !loopback) throw new MailError('server.notLoopback', { data: { host: options.host } });
  const folder = openDataFolder(options.data);
  const resources = new DisposableList();
  const listeners: { close(): Promise<void> }[] = [];
  const stop = async () => {
    await Promise.all(listeners.map((listener) => listener.close()));
    resources.dispose();
  };
  try {
    resources.add(takeProcessLock(folder.lock));
    const store = resources.add(new Store({ path: folder.database, clock: dependencies.clock }));
    await prepare(store, options, dependencies);
    const set = useCertificates(options, dependencies);
    listeners.push(await startControl(folder.control, { store, ...dependencies }));
    const ports = await startServices({ store, set, loopback }, options, dependencies, listeners);
    return { ports, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

async function prepare(store: Store, options: ServerOptions, { clock, random }: ServerDependencies): Promise<void> {
  if (options.sandbox && !store.users.find(sandboxAddress)) {
    store.addUser(sandboxAddress, await hashPassword(sandboxPassword, random));
  }
  if (options.sample !== undefined) await fillWithSample(store, options.sample, { now: clock.now(), random });
}

function useCertificates({ data, host }: ServerOptions, { clock, random }: ServerDependencies): CertificateSet {
  const existing = readCertificates(data);
  const hosts = host === '0.0.0.0' || host === '::' ? [] : [host];
  const set = certificates(existing, { now: clock.now(), random, hosts });
  if (set.certificate !== existing.certificate) writeCertificates(data, set);
  return set;
}

const protocolOf = { smtp: 'smtp', smtps: 'smtp', imap: 'imap', imaps: 'imap', sms: 'sms' } as const;

async function startServices(
  { store, set, loopback }: { store: Store; set: CertificateSet; loopback: boolean },
  { host, ports: wanted, sandbox }: ServerOptions,
  { clock, log }: ServerDependencies,
  listeners: { close(): Promise<void> }[],
): Promise<{ [name in Service]?: number }> {
  const guard = new LoginGuard({ store, clock });
  const sessions = new Sessions({ clock });
  const delivery = new Delivery({ store, directory: new Directory({ store, sandbox }) });
  const tls = createSecureContext({ cert: set.certificate + set.ca, key: set.key });
  const ports: { [name in Service]?: number } = {};
  for (const service of services) {
    const port = wanted[service];
    if (port === undefined) continue;
    const login = { plaintextLogin: loopback, guard, sessions };
    const shared = { host, port, implicitTls: service.endsWith('s'), ...login, clock, log };
    const start = {
      smtp: () => startSmtpServer({ ...shared, certificates: set, sandbox, delivery }),
      imap: () => startImapServer({ ...shared, store, tls }),
      sms: () => startSmsGateway({ host, port, clock, log, onText: (text) => delivery.showText(text, clock.now()) }),
    };
    const listener = await start[protocolOf[service]]();
    listeners.push(listener);
    ports[service] = listener.port;
  }
  return ports;
}
