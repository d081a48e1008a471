import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { childEnvironment } from '../base/childEnvironment.ts';
import { type Clock, withTimeout } from '../base/clock.ts';
import { isErrorCode } from '../base/errorCodes.ts';
import { isMailError, MailError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import { count, object } from '../protocol/schema.ts';
import type { EngineEvents } from './events.ts';
import { serverStartMaxMs, serverStopMaxMs } from './limits.ts';
import { readServerState, writeServerState } from './localServerState.ts';
import type { Profile } from './profile.ts';
import type { EngineService } from './service.ts';

export interface LocalServerOptions {
  readonly profile: Profile;
  /** The server's bundle, `server.cjs`. */
  readonly program: string;
  readonly clock: Clock;
  readonly events: EngineEvents;
  readonly log: Logger;
  /** It listens, before it is told to anybody: where it was, and where it is now. */
  readonly onListening: (before: Ports, now: Ports) => void;
}

interface Ports {
  readonly smtp: number;
  readonly imap: number;
  readonly pop3: number;
  readonly sms: number;
}

export interface LocalServerStart {
  readonly sandbox: boolean;
  readonly sample?: number | undefined;
}

export interface LocalServerStatus {
  readonly running: boolean;
  readonly sandbox: boolean;
  readonly smtp: number;
  readonly imap: number;
  readonly pop3: number;
  readonly sms: number;
  readonly folder: string;
  readonly addresses: readonly string[];
}

interface Running extends LocalServerStart {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
  readonly smtp: number;
  readonly imap: number;
  readonly pop3: number;
  readonly sms: number;
  readonly addresses: readonly string[];
}

/** A start under way, and what it will have given. */
interface Starting {
  readonly start: LocalServerStart;
  readonly status: Promise<LocalServerStatus>;
}

const portsShape = object({ smtp: count, imap: count, pop3: count, sms: count });

/**
 * The editor's local server: a child of the engine. Its standard input is held open and says that the engine lives, so
 * that it ends with the engine however that ends. It keeps its ports, because accounts were made with them, and moves to
 * free ones when somebody else took them. Left running, it starts again with the next engine: its mailboxes work after
 * the editor was closed and opened.
 */
export class LocalServer implements EngineService {
  readonly #options: LocalServerOptions;
  #running: Running | undefined;
  #starting: Starting | undefined;
  #leaving = false;
  #restored: Promise<void> = Promise.resolve();

  constructor(options: LocalServerOptions) {
    this.#options = options;
  }

  /** Runs when a person asks, and again when the last engine left it running. */
  start(): void {
    const { log, profile } = this.#options;
    this.#restored = readServerState(profile)
      .then(({ wanted, sandbox }) => (wanted && !this.#leaving ? this.#begin({ sandbox }, undefined) : undefined))
      .then(
        () => {},
        (error) => log.warn('server.restartFailed', { error }),
      );
  }

  async stop(): Promise<void> {
    this.#leaving = true;
    await this.#restored;
    if (this.#running) await this.#end(this.#running);
  }

  /** Resolves once it is known whether it runs: after a start of the engine it may just be on its way. */
  async ready(): Promise<LocalServerStatus> {
    await this.#restored;
    return this.status;
  }

  get status(): LocalServerStatus {
    const { sandbox = false, smtp = 0, imap = 0, pop3 = 0, sms = 0, addresses = [] } = this.#running ?? {};
    const folder = this.#options.profile.serverFolder;
    return { running: this.#running !== undefined, sandbox, smtp, imap, pop3, sms, folder, addresses };
  }

  /**
   * Starts it, or joins a start under way that gives the same. One that runs without the sample mail that is wanted is
   * started anew, with it. Loopback only, as the server's own default is. Throws `server.alreadyRunning`, `server.failed`.
   */
  async begin(start: LocalServerStart): Promise<LocalServerStatus> {
    await this.#restored;
    for (let under = this.#starting; under; under = this.#starting) {
      if (gives(under.start, start)) return under.status;
      await under.status.catch(() => {}); // Whoever asked for that one is told.
    }
    const running = this.#running;
    if (running && start.sample === undefined) throw new MailError('server.alreadyRunning');
    if (running && gives(running, start)) return this.status;
    const status = this.#begin(start, running).finally(() => {
      this.#starting = undefined;
    });
    this.#starting = { start, status };
    return status;
  }

  /** Stops it cleanly, and by force when it takes too long. Throws `server.notRunning`. */
  async end(): Promise<void> {
    await this.#settled();
    const running = this.#running;
    if (!running) throw new MailError('server.notRunning');
    const { profile } = this.#options;
    await writeServerState(profile, { ...(await readServerState(profile)), wanted: false });
    await this.#end(running);
  }

  async #settled(): Promise<void> {
    await this.#restored;
    await this.#starting?.status.catch(() => {}); // Whoever asked for it is told.
  }

  async #begin({ sandbox, sample }: LocalServerStart, before: Running | undefined): Promise<LocalServerStatus> {
    const { profile, events, onListening } = this.#options;
    if (before) await this.#end(before);
    const ports = await readServerState(profile);
    const flags = [...(sandbox ? ['--sandbox'] : []), ...(sample === undefined ? [] : ['--sample', String(sample)])];
    this.#running = { ...(await this.#spawnWhereFree(ports, flags)), sandbox, sample };
    const { smtp, imap, pop3, sms, child } = this.#running;
    child.once('exit', (code, signal) => this.#ended(child, code, signal));
    await writeServerState(profile, { smtp, imap, pop3, sms, sandbox, wanted: true });
    onListening(ports, { smtp, imap, pop3, sms });
    events.send('serverChanged', { running: true });
    return this.status;
  }

  async #end(running: Running): Promise<void> {
    running.child.stdin?.end();
    running.child.kill('SIGTERM');
    const late = this.#options.clock.after(serverStopMaxMs, () => running.child.kill('SIGKILL'));
    await running.ended;
    late.dispose();
  }

  /** On the ports of before; where one is taken by another program, that one moves, and only then all. */
  async #spawnWhereFree(
    { smtp, imap, pop3, sms }: Ports,
    flags: readonly string[],
  ): Promise<Omit<Running, 'sandbox' | 'sample'>> {
    const wishes: readonly Ports[] = [
      { smtp, imap, pop3, sms },
      { smtp: 0, imap, pop3, sms },
      { smtp, imap: 0, pop3, sms },
      { smtp, imap, pop3: 0, sms },
      { smtp, imap, pop3, sms: 0 },
    ];
    for (const wish of wishes) {
      try {
        return await this.#spawnServer([...portFlags(wish), ...flags]);
      } catch (error) {
        if (!isMailError(error, 'server.portTaken')) throw error;
        this.#options.log.info('server.portTaken', { ...wish });
      }
    }
    return this.#spawnServer([...portFlags({ smtp: 0, imap: 0, pop3: 0, sms: 0 }), ...flags]);
  }

  async #spawnServer(args: readonly string[]): Promise<Omit<Running, 'sandbox' | 'sample'>> {
    const { clock, log, profile, program } = this.#options;
    const child = spawn(
      process.execPath,
      [program, 'serve', '--data', profile.serverFolder, '--with-parent', ...args],
      {
        cwd: profile.folder,
        env: childEnvironment(process.env),
        stdio: ['pipe', 'pipe', 'pipe'],
        windowsHide: true,
      },
    );
    child.stdin.on('error', () => {}); // It ended: `exit` says so.
    const { promise: ended, resolve: onEnded } = Promise.withResolvers<void>();
    child.once('close', () => onEnded());
    let lastWords = '';
    createInterface({ input: child.stderr }).on('line', (line) => {
      lastWords = line;
      log.info('server.said', { line });
    });
    const firstLine = new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).once('line', resolve);
      child.once('error', (cause) =>
        reject(new MailError('server.failed', { cause, data: { detail: cause.message } })),
      );
      void ended.then(() => reject(failureIn(lastWords)));
    });
    try {
      const line = await withTimeout(clock, serverStartMaxMs, () => firstLine, {
        onTimeout: () => new MailError('server.failed', { data: { detail: 'timeout' } }),
      });
      const { smtp, imap, pop3, sms } = portsShape.parse(JSON.parse(line));
      return { child, ended, smtp, imap, pop3, sms, addresses: await this.#addresses() };
    } catch (error) {
      child.kill('SIGKILL');
      throw isMailError(error, 'engine.badRequest') ? new MailError('server.failed', { cause: error }) : error;
    }
  }

  /** Who has a mailbox on it. */
  async #addresses(): Promise<readonly string[]> {
    const { profile, program } = this.#options;
    const child = spawn(process.execPath, [program, 'user', 'list', '--data', profile.serverFolder], {
      env: childEnvironment(process.env),
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    });
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) lines.push(line);
    return lines.map((line) => /\S+@\S+/.exec(line)?.[0].replace(/[",}]+/g, '') ?? '').filter(Boolean);
  }

  #ended(child: ChildProcess, code: number | null, signal: string | null): void {
    if (this.#running?.child !== child) return;
    this.#running = undefined;
    this.#options.log.info('server.ended', { exitCode: code, signal });
    this.#options.events.send('serverChanged', { running: false });
  }
}

function portFlags({ smtp, imap, pop3, sms }: Ports): readonly string[] {
  return ['--smtp', String(smtp), '--imap', String(imap), '--pop3', String(pop3), '--sms', String(sms)];
}

/** True when a server started so is what is wanted. */
function gives(started: LocalServerStart, { sandbox, sample }: LocalServerStart): boolean {
  return started.sandbox === sandbox && (sample === undefined || started.sample === sample);
}

/** What the server says when it can't start: `code: sentence`. */
function failureIn(lastWords: string): MailError {
  const [code = '', detail = lastWords] = lastWords.split(/: (.*)/, 2);
  return new MailError(isErrorCode(code) ? code : 'server.failed', { retry: 'afterUser', data: { detail } });
}
