import type { Disposable } from '../../base/dispose.ts';
import type { ErrorCode } from '../../base/errorCodes.ts';
import { isMailError, MailError, toMailError } from '../../base/errors.ts';
import { Emitter } from '../../base/events.ts';
import { isLoopback, listenTcp, nextFreePort, type RunningService } from '../listen.ts';
import { type Service, services } from '../service.ts';
import type { Store } from '../store/store.ts';

/** A service as administrators see it. */
export interface ServiceInfo {
  readonly service: Service;
  readonly state: 'running' | 'stopped' | 'failed';
  /** Where it listens, or would; 0 where nobody chose yet: any free port. */
  readonly port: number;
  /** Why it failed. */
  readonly problem?: ErrorCode;
}

export type WantedPorts = { readonly [name in Service]?: number };

export interface ServiceManagerOptions {
  readonly store: Store;
  readonly host: string;
  /** Throws `server.notLoopback` for an address that this server must not listen on. */
  checkHost(host: string): void;
  /** Makes one service listen. Throws `server.portTaken`, `server.failed`. */
  readonly start: (service: Service, at: { readonly host: string; readonly port: number }) => Promise<RunningService>;
}

interface Entry {
  running: RunningService | undefined;
  port: number;
  problem: ErrorCode | undefined;
}

/** Ports of the services that run when nobody chose any. */
const defaultPorts: WantedPorts = { smtp: 1025, imap: 1143, pop3: 1110 };

/**
 * Starts and stops each service alone, while the others answer, and keeps what was chosen for the next start of the server.
 * One change at a time: a second waits for the first.
 */
export class ServiceManager {
  readonly #options: ServiceManagerOptions;
  readonly #entries = new Map<Service, Entry>();
  readonly #changed = new Emitter<void>();
  #host: string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ServiceManagerOptions) {
    this.#options = options;
    this.#host = options.host;
    for (const service of services) this.#entries.set(service, { running: undefined, port: 0, problem: undefined });
  }

  /** The address that services listen on. */
  get host(): string {
    return this.#host;
  }

  /** Ports of the services that run. */
  get ports(): WantedPorts {
    const running = this.all().filter(({ state }) => state === 'running');
    return Object.fromEntries(running.map(({ service, port }) => [service, port]));
  }

  all(): ServiceInfo[] {
    return services.map((service) => this.#info(service));
  }

  /**
   * At the start of the server: what the command line names runs, and nothing else; where it names nothing, what was kept,
   * else the usual ones. Throws for the first that can't.
   */
  startWanted(named: WantedPorts | undefined): Promise<void> {
    return this.#inTurn(async () => {
      const kept = this.#options.store.services.all();
      for (const service of services) {
        const choice = kept.get(service);
        const entry = this.#entry(service);
        entry.port = named?.[service] ?? choice?.port ?? defaultPorts[service] ?? 0;
        const isWanted = named ? named[service] !== undefined : (choice?.enabled ?? service in defaultPorts);
        if (isWanted) await this.#open(service, entry.port);
      }
    });
  }

  /** Throws `server.portTaken`, with the next free port as `free`. Starting what runs does nothing. */
  start(service: Service): Promise<ServiceInfo> {
    return this.#change(service, async (entry) => {
      if (!entry.running) await this.#open(service, entry.port);
    });
  }

  /** Its clients are told goodbye. */
  stop(service: Service): Promise<ServiceInfo> {
    return this.#change(service, (entry) => this.#close(entry));
  }

  restart(service: Service): Promise<ServiceInfo> {
    return this.#change(service, async (entry) => {
      await this.#close(entry);
      await this.#open(service, entry.port);
    });
  }

  /**
   * Moves a service to another port: it listens there before it leaves the old one, so a taken port changes nothing.
   * Throws `server.portTaken`, with the next free port as `free`.
   */
  move(service: Service, port: number): Promise<ServiceInfo> {
    return this.#change(service, async (entry) => {
      const before = entry.running;
      if (port === entry.port) return;
      if (before) await this.#open(service, port);
      else entry.port = port;
      await before?.close();
    });
  }

  /**
   * Moves all that run to another address of this machine. One that fails there is `failed`, the others go on. Throws
   * `server.notLoopback`, and `server.badSetting` for an address that is not this machine's; then nothing changed.
   */
  rebind(host: string): Promise<void> {
    return this.#inTurn(async () => {
      if (host === this.#host) return;
      this.#options.checkHost(host);
      if (this.#entry('sms').running) checkLoopback(host);
      await checkAddressHere(host);
      this.#host = host;
      for (const service of services) {
        const entry = this.#entry(service);
        if (!entry.running) continue;
        await this.#close(entry);
        await this.#open(service, entry.port).catch(() => {}); // Its state tells.
      }
    });
  }

  /** Runs when a service may have changed its state. */
  onChanged(listener: () => void): Disposable {
    return this.#changed.on(listener);
  }

  /** Stops all, for good. */
  async close(): Promise<void> {
    await this.#inTurn(() => Promise.all([...this.#entries.values()].map((entry) => this.#close(entry))));
  }

  async #change(service: Service, work: (entry: Entry) => Promise<void>): Promise<ServiceInfo> {
    return this.#inTurn(async () => {
      const entry = this.#entry(service);
      await work(entry);
      const { store } = this.#options;
      store.write([], () => store.services.choose(service, { port: entry.port, enabled: entry.running !== undefined }));
      return this.#info(service);
    });
  }

  async #open(service: Service, port: number): Promise<void> {
    const entry = this.#entry(service);
    // The gateway for text messages is a demo for this machine.
    if (service === 'sms') checkLoopback(this.#host);
    try {
      entry.running = await this.#options.start(service, { host: this.#host, port });
      // A free port that was found once is kept: clients were told of it.
      entry.port = entry.running.port;
      entry.problem = undefined;
    } catch (error) {
      const failure = toMailError(error, 'server.failed');
      if (!entry.running) entry.problem = failure.code;
      if (!isMailError(error, 'server.portTaken')) throw failure;
      const free = await nextFreePort(this.#host, port);
      throw new MailError('server.portTaken', {
        retry: 'afterUser',
        cause: error,
        data: { ...failure.data, ...(free === undefined ? {} : { free }) },
      });
    }
  }

  async #close(entry: Entry): Promise<void> {
    const { running } = entry;
    entry.running = undefined;
    entry.problem = undefined;
    await running?.close();
  }

  #entry(service: Service): Entry {
    const entry = this.#entries.get(service);
    if (!entry) throw new MailError('server.serviceUnknown', { data: { service } });
    return entry;
  }

  #info(service: Service): ServiceInfo {
    const { running, port, problem } = this.#entry(service);
    if (running) return { service, state: 'running', port: running.port };
    return { service, state: problem ? 'failed' : 'stopped', port, ...(problem ? { problem } : {}) };
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work).finally(() => this.#changed.emit());
    this.#last = turn.catch(() => {}); // Whoever asked is told; the next goes on.
    return turn;
  }
}

function checkLoopback(host: string): void {
  if (!isLoopback(host)) throw new MailError('server.notLoopback', { data: { host } });
}

async function checkAddressHere(host: string): Promise<void> {
  try {
    await (await listenTcp(host, 0, (socket) => socket.destroy())).close();
  } catch (cause) {
    throw new MailError('server.badSetting', { retry: 'afterUser', cause, data: { name: 'host' } });
  }
}
