import { createHmac, randomBytes } from 'node:crypto';
import { createConnection, type Socket } from 'node:net';
import { CancellationTokenSource, type MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import { equalBytes, utf8 } from '../base/bytes.ts';
import { type Clock, withTimeout } from '../base/clock.ts';
import type { Disposable } from '../base/dispose.ts';
import { isErrorCode } from '../base/errorCodes.ts';
import { MailError } from '../base/errors.ts';
import { Emitter } from '../base/events.ts';
import { secretWanted } from '../protocol/clientMethods.ts';
import { type EventName, isEventName } from '../protocol/events.ts';
import { challenge, type Hello, progressReport, welcome } from '../protocol/handshake.ts';
import type { Method } from '../protocol/method.ts';
import { failure, type SecretRequest } from '../protocol/records.ts';
import { socketConnection } from '../protocol/socketConnection.ts';
import { protocolVersion } from '../protocol/version.ts';
import type { Rendezvous } from './rendezvous.ts';

export interface Progress {
  readonly done: number;
  /** 0 = not known. */
  readonly total: number;
  readonly step: string;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** A notification as it came; `parseEvent` gives the payload its type. */
export interface EngineNotification {
  readonly name: EventName;
  readonly payload: unknown;
}

/** Answers the engine's question for a secret; null when this client has none. */
export type SecretSource = (request: SecretRequest) => Promise<string | null>;

export interface JoinOptions {
  readonly rendezvous: Rendezvous;
  readonly version: string;
  readonly kind: Hello['kind'];
  readonly clock: Clock;
  readonly secrets?: SecretSource | undefined;
}

/** How a meeting with an engine ended: joined, or `older` (it is leaving for us). */
export type JoinOutcome = { readonly connection: EngineConnection } | { readonly older: true };

/** The answer to the handshake must come within this, ms. */
const handshakeTimeoutMs = 5_000;

/**
 * Connects to the engine that listens, proves the token and has it proved. Throws `engine.unreachable` when nobody
 * listens (then with `listens: false`) or answers, `engine.badToken` when the other side is not this profile's engine, `engine.clientTooOld`.
 */
export async function joinEngine(options: JoinOptions): Promise<JoinOutcome> {
  const socket = await openSocket(options.rendezvous.socketPath);
  const rpc = socketConnection(socket);
  rpc.onError(() => socket.destroy());
  const closed = new Promise<never>((_, reject) => {
    rpc.onClose(() => reject(new MailError('engine.unreachable', { retry: 'later' })));
  });
  rpc.listen();
  try {
    const outcome = await withTimeout(
      options.clock,
      handshakeTimeoutMs,
      () => Promise.race([shakeHands(rpc, options), closed]),
      {
        onTimeout: () => new MailError('engine.unreachable', { retry: 'later' }),
      },
    );
    if (outcome === 'welcome') return { connection: new EngineConnection(rpc, socket, options) };
    if (outcome === 'newer') throw new MailError('engine.clientTooOld', { retry: 'afterUser' });
  } catch (error) {
    rpc.dispose();
    socket.destroy();
    throw fromWire(error);
  }
  rpc.dispose();
  socket.destroy();
  return { older: true };
}

/** A proved connection to the engine. */
export class EngineConnection implements Disposable {
  readonly #rpc: MessageConnection;
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #events = new Emitter<EngineNotification>();
  readonly #progress = new Map<number, (progress: Progress) => void>();
  readonly #closed = new Emitter<void>();
  #lastToken = 0;
  #open = true;

  constructor(rpc: MessageConnection, socket: Socket, { clock, secrets }: JoinOptions) {
    this.#rpc = rpc;
    this.#socket = socket;
    this.#clock = clock;
    rpc.onNotification((name, payload) => this.#notified(name, payload));
    rpc.onRequest(secretWanted.name, async (params) => ({
      secret: (await secrets?.(secretWanted.params.parse(params))) ?? null,
    }));
    rpc.onClose(() => this.#end());
    socket.on('error', () => this.#end());
  }

  /** Throws the engine's coded error, `engine.closed` when the connection ends first, `engine.timeout`, `engine.cancelled`. */
  async call<P, R>(method: Method<P, R>, params: NoInfer<P>, { signal, onProgress }: CallOptions = {}): Promise<R> {
    if (!this.#open) throw new MailError('engine.closed', { retry: 'later' });
    if (signal?.aborted) throw new MailError('engine.cancelled');
    const source = new CancellationTokenSource();
    const token = onProgress && ++this.#lastToken;
    if (token !== undefined && onProgress) this.#progress.set(token, onProgress);
    const closed = Promise.withResolvers<never>();
    const onClosed = this.#closed.on(() => closed.reject(new MailError('engine.closed', { retry: 'later' })));
    const send = async (): Promise<R> =>
      method.result.parse(
        await Promise.race([this.#rpc.sendRequest(method.name, params, token ?? null, source.token), closed.promise]),
      );
    try {
      if (method.timeoutMs === 0 && !signal) return await send();
      return await withTimeout(this.#clock, method.timeoutMs || Number.MAX_SAFE_INTEGER, send, {
        signal,
        onTimeout: () => new MailError('engine.timeout', { retry: 'later', data: { method: method.name } }),
      });
    } catch (error) {
      source.cancel();
      throw fromWire(error);
    } finally {
      onClosed.dispose();
      if (token !== undefined) this.#progress.delete(token);
    }
  }

  onEvent(listener: (event: EngineNotification) => void): Disposable {
    return this.#events.on(listener);
  }

  onClosed(listener: () => void): Disposable {
    return this.#closed.on(listener);
  }

  /** Says that a window of this client got the focus: new-mail notices go to the one focused last. */
  focused(): void {
    void this.#rpc.sendNotification('focused').catch(() => this.#end());
  }

  dispose(): void {
    this.#end();
  }

  #notified(name: string, payload: unknown): void {
    if (name === 'progress') {
      const { token, ...progress } = progressReport.parse(payload);
      this.#progress.get(token)?.(progress);
      return;
    }
    if (isEventName(name)) this.#events.emit({ name, payload }); // A newer engine may say more than this client knows.
  }

  #end(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#closed.emit();
    this.#rpc.dispose();
    this.#socket.destroy();
  }
}

function openSocket(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      socket.on('error', () => socket.destroy());
      resolve(socket);
    });
    socket.once('error', (cause) =>
      reject(new MailError('engine.unreachable', { retry: 'later', data: { listens: false }, cause })),
    );
  });
}

async function shakeHands(
  rpc: MessageConnection,
  { rendezvous, version, kind, secrets }: JoinOptions,
): Promise<string> {
  const nonce = randomBytes(24).toString('base64url');
  const greeting: Hello = { nonce, protocol: protocolVersion, version, kind, secrets: secrets !== undefined };
  const answer = challenge.parse(await rpc.sendRequest('hello', greeting));
  const sign = (role: 'engine' | 'client') =>
    createHmac('sha256', rendezvous.token).update(`${role}:${nonce}:${answer.nonce}`).digest('base64url');
  if (!equalBytes(utf8(answer.proof), utf8(sign('engine')))) throw new MailError('engine.badToken');
  return welcome.parse(await rpc.sendRequest('proof', { proof: sign('client') })).outcome;
}

/** Gives a coded error that crossed the boundary its class back. */
function fromWire(error: unknown): unknown {
  if (error instanceof MailError) return error;
  if (error instanceof ResponseError && isErrorCode(error.message)) {
    const { retry, data } = failure.parse({ code: error.message, retry: 'never', data: {}, ...error.data });
    return new MailError(error.message, { retry, data });
  }
  return new MailError('engine.closed', { retry: 'later', cause: error });
}
