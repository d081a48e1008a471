import { backoffMs } from '../base/backoff.ts';
import { sleep } from '../base/clock.ts';
import { type Disposable, DisposableList, disposable } from '../base/dispose.ts';
import { isMailError, MailError } from '../base/errors.ts';
import { Emitter } from '../base/events.ts';
import { type Random, systemRandom } from '../base/random.ts';
import { type EventName, type EventPayload, parseEvent } from '../protocol/events.ts';
import { errorForExitCode } from '../protocol/exitCodes.ts';
import { finishMaxMs } from '../protocol/limits.ts';
import type { Method } from '../protocol/method.ts';
import { type CallOptions, type EngineConnection, type JoinOptions, joinEngine } from './connection.ts';
import { type LaunchOptions, launchEngine } from './launch.ts';

export interface EngineClientOptions extends JoinOptions {
  readonly engineFile: string;
  readonly node: string;
  readonly random?: Random;
}

/** Joining and starting together may take this long, ms; so much more while an engine that leaves finishes what it has begun. */
const startMaxMs = 20_000;
const retryPolicy = { firstMs: 20, factor: 1.5, maxMs: 500 };
/** Between two engines that were started and found the profile taken: each costs a process. */
const busyPolicy = { firstMs: 50, factor: 2, maxMs: 2_000 };

/**
 * The engine as its clients see it: found or started at the first call, found or started again when it died. A call
 * that is safe to repeat is repeated once after a lost connection; events go on without being asked for anew.
 */
export class EngineClient implements Disposable {
  readonly #options: EngineClientOptions;
  readonly #random: Random;
  readonly #events = new Map<EventName, Emitter<unknown>>();
  readonly #connected = new Emitter<void>();
  readonly #disconnected = new Emitter<void>();
  readonly #lifetime = new AbortController();
  #joining: Promise<EngineConnection> | undefined;

  constructor(options: EngineClientOptions) {
    this.#options = options;
    this.#random = options.random ?? systemRandom;
  }

  /** Throws what kept the engine from being found or started, or the call's own error. */
  async call<P, R>(method: Method<P, R>, params: NoInfer<P>, options: CallOptions = {}): Promise<R> {
    const connection = await this.connect();
    try {
      return await connection.call(method, params, options);
    } catch (error) {
      if (!isMailError(error, 'engine.closed') || method.retry !== 'safe' || this.#lifetime.signal.aborted) throw error;
      return (await this.connect()).call(method, params, options);
    }
  }

  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): Disposable {
    let emitter = this.#events.get(name);
    if (!emitter) {
      emitter = new Emitter();
      this.#events.set(name, emitter);
    }
    return emitter.on((payload) => listener(parseEvent(name, payload)));
  }

  /** Runs at every new connection: what was shown may be stale. */
  onConnected(listener: () => void): Disposable {
    return this.#connected.on(listener);
  }

  onDisconnected(listener: () => void): Disposable {
    return this.#disconnected.on(listener);
  }

  /** Tells the engine that this window has the focus. */
  async focused(): Promise<void> {
    const connection = await this.#joining?.catch(() => undefined);
    connection?.focused();
  }

  /** Finds or starts the engine. One attempt at a time, shared by all who wait. */
  connect(): Promise<EngineConnection> {
    if (this.#lifetime.signal.aborted) return Promise.reject(new MailError('engine.closed'));
    this.#joining ??= this.#join().then(
      (connection) => this.#adopt(connection),
      (error) => {
        this.#joining = undefined;
        throw error;
      },
    );
    return this.#joining;
  }

  dispose(): void {
    this.#lifetime.abort();
    void this.#joining?.then((connection) => connection.dispose()).catch(() => {}); // Never joined: nothing to let go of.
    this.#joining = undefined;
  }

  #adopt(connection: EngineConnection): EngineConnection {
    connection.onEvent(({ name, payload }) => this.#events.get(name)?.emit(payload));
    connection.onClosed(() => {
      this.#joining = undefined;
      this.#disconnected.emit();
    });
    queueMicrotask(() => this.#connected.emit());
    return connection;
  }

  async #join(): Promise<EngineConnection> {
    const { clock } = this.#options;
    const begun = clock.now();
    const starter = new Starter(this.#options, this.#random);
    let handsOver = false;
    try {
      for (let attempt = 1; ; attempt++) {
        const met = await this.#tryOnce();
        if (typeof met === 'object') return met;
        starter.failIfExited();
        // Told to leave for us, or gone from its socket with the profile still its own.
        handsOver ||= met === 'older' || (met === 'nobody' && starter.foundBusy);
        if (clock.now() - begun > startMaxMs + (handsOver ? finishMaxMs : 0))
          throw new MailError('engine.unreachable', { retry: 'later' });
        starter.startOnce();
        await sleep(clock, backoffMs(retryPolicy, attempt, this.#random), { signal: this.#lifetime.signal });
      }
    } finally {
      starter.dispose();
    }
  }

  /** `nobody` listens; `older`: it is leaving for us; `silent`: it did not answer, or broke off. */
  async #tryOnce(): Promise<EngineConnection | 'nobody' | 'older' | 'silent'> {
    try {
      const outcome = await joinEngine(this.#options);
      return 'connection' in outcome ? outcome.connection : 'older';
    } catch (error) {
      if (!isMailError(error, 'engine.unreachable', 'engine.closed')) throw error;
      return error.data['listens'] === false ? 'nobody' : 'silent';
    }
  }
}

type StarterOptions = LaunchOptions & Pick<JoinOptions, 'clock'>;

/** Starts an engine and notices when it could not start. One that finds another engine in place is no failure. */
class Starter implements Disposable {
  readonly #options: StarterOptions;
  readonly #random: Random;
  readonly #resources = new DisposableList();
  #running = false;
  #exitCode: number | undefined;
  /** How many found another engine in place, and when the next may be started, ms. */
  #busy = 0;
  #notBefore = 0;

  constructor(options: StarterOptions, random: Random) {
    this.#options = options;
    this.#random = random;
  }

  /** One was started while another engine had the profile. */
  get foundBusy(): boolean {
    return this.#busy > 0;
  }

  startOnce(): void {
    if (this.#running || this.#options.clock.now() < this.#notBefore) return;
    this.#running = true;
    const engine = launchEngine(this.#options);
    const onExit = (code: number | null) => {
      this.#running = false;
      this.#exitCode = code ?? undefined;
    };
    const onError = () => onExit(70);
    engine.once('exit', onExit);
    engine.once('error', onError);
    this.#resources.add(disposable(() => engine.off('exit', onExit)));
  }

  /** Throws why the engine could not start, where that is known and trying again would not help. */
  failIfExited(): void {
    const code = this.#exitCode === undefined ? undefined : errorForExitCode(this.#exitCode);
    this.#exitCode = undefined;
    if (code === undefined) return;
    if (code === 'engine.busyElsewhere') {
      // Another engine is there or leaving: meet it.
      this.#busy += 1;
      this.#notBefore = this.#options.clock.now() + backoffMs(busyPolicy, this.#busy, this.#random);
      return;
    }
    throw new MailError(code, { retry: 'afterUser' });
  }

  dispose(): void {
    this.#resources.dispose();
  }
}
