import { backoffMs } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import { isMailError, type MailError, toMailError } from '../base/errors.ts';
import { Emitter } from '../base/events.ts';
import type { Logger } from '../base/log.ts';
import { type Random, systemRandom } from '../base/random.ts';
import type { CallOptions, Progress } from '../engineClient/connection.ts';
import type { EngineClient } from '../engineClient/engineClient.ts';
import type { EventName, EventPayload } from '../protocol/events.ts';
import type { Method } from '../protocol/method.ts';

export type { CallOptions, Progress };

/** What commands, views and drafts know of the engine. The first call finds or starts it. */
export interface EngineCaller {
  call<P, R>(method: Method<P, R>, params: NoInfer<P>, options?: CallOptions): Promise<R>;
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): Disposable;
}

/** `idle`: nobody asked yet. `failed`: see `failure`; trying again where that can help. */
export type EngineState = 'idle' | 'connecting' | 'connected' | 'failed';

/** What is used of {@link EngineClient}. */
export interface Client
  extends Pick<EngineClient, 'call' | 'dispose' | 'focused' | 'on' | 'onConnected' | 'onDisconnected'> {
  connect(): Promise<unknown>;
}

export interface EngineConnectionOptions {
  /** Makes the client at the first call: activation touches neither files nor sockets. */
  readonly createClient: () => Client;
  readonly clock: Clock;
  readonly log: Logger;
  readonly random?: Random;
}

const reconnectPolicy = { firstMs: 500, factor: 2, maxMs: 30_000 };

/** The window's one way to the engine: started on demand, found again after a crash, its state known to the views. */
export class EngineConnection implements EngineCaller, Disposable {
  readonly #options: EngineConnectionOptions;
  readonly #changed = new Emitter<void>();
  readonly #connected = new Emitter<void>();
  readonly #waiting: { readonly attach: (client: Client) => void }[] = [];
  readonly #resources = new DisposableList();
  #client: Client | undefined;
  #state: EngineState = 'idle';
  #failure: MailError | undefined;
  #attempt = 0;
  #retry: Disposable | undefined;

  constructor(options: EngineConnectionOptions) {
    this.#options = options;
  }

  get state(): EngineState {
    return this.#state;
  }

  /** Why the engine cannot be had, in state `failed`. */
  get failure(): MailError | undefined {
    return this.#failure;
  }

  async call<P, R>(method: Method<P, R>, params: NoInfer<P>, options: CallOptions = {}): Promise<R> {
    await this.start();
    return this.#ensureClient().call(method, params, options);
  }

  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): Disposable {
    const subscription = new DisposableList();
    if (this.#client) subscription.add(this.#client.on(name, listener));
    else this.#waiting.push({ attach: (client) => subscription.add(client.on(name, listener)) });
    return subscription;
  }

  /** Runs at each change of `state`. */
  onStateChanged(listener: () => void): Disposable {
    return this.#changed.on(listener);
  }

  /** Runs at every new connection: what was shown may be stale. */
  onConnected(listener: () => void): Disposable {
    return this.#connected.on(listener);
  }

  /** Finds or starts the engine. Throws why it cannot be had. */
  async start(): Promise<void> {
    if (this.#state === 'connected') return;
    this.#retry?.dispose();
    if (this.#state !== 'failed') this.#become('connecting');
    try {
      await this.#ensureClient().connect();
      this.#attempt = 0;
      this.#become('connected');
    } catch (error) {
      const failure = toMailError(error);
      this.#options.log.warn('engine.connectFailed', { code: failure.code });
      this.#become('failed', failure);
      this.#retryLater(failure);
      throw failure;
    }
  }

  /** Tells the engine that this window has the focus, so that notices come here. */
  focused(): void {
    void this.#client?.focused();
  }

  dispose(): void {
    this.#retry?.dispose();
    this.#resources.dispose();
    this.#client?.dispose();
  }

  #ensureClient(): Client {
    if (this.#client) return this.#client;
    const client = this.#options.createClient();
    this.#client = client;
    this.#resources.add(client.onConnected(() => this.#joined()));
    this.#resources.add(client.onDisconnected(() => this.#lost()));
    for (const { attach } of this.#waiting.splice(0)) attach(client);
    return client;
  }

  #joined(): void {
    this.#become('connected');
    this.#connected.emit();
  }

  #lost(): void {
    if (this.#resources.disposed) return;
    this.#options.log.info('engine.lost');
    this.#become('connecting');
    this.start().catch(() => {}); // The state tells it, and another attempt is on its way.
  }

  /** A failure that only a person can mend is asked again when the person asks. */
  #retryLater(failure: MailError): void {
    if (failure.retry === 'afterUser' || isMailError(failure, 'engine.badToken') || this.#resources.disposed) return;
    this.#attempt++;
    const waitMs = backoffMs(reconnectPolicy, this.#attempt, this.#options.random ?? systemRandom);
    this.#retry = this.#options.clock.after(waitMs, () => {
      this.start().catch(() => {}); // The state tells it, and another attempt is on its way.
    });
  }

  #become(state: EngineState, failure?: MailError): void {
    if (state === this.#state && failure?.code === this.#failure?.code) return;
    this.#state = state;
    this.#failure = failure;
    this.#changed.emit();
  }
}
