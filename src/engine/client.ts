import { createHmac, randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { type MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import { equalBytes, utf8 } from '../base/bytes.ts';
import { type Clock, withTimeout } from '../base/clock.ts';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import { MailError, toMailError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { EventName } from '../protocol/events.ts';
import { type Hello, hello, proof, type Welcome } from '../protocol/handshake.ts';
import { eventQueueMax, messageMaxBytes, progressPerSecond, requestsInFlightMax } from '../protocol/limits.ts';
import type { Method } from '../protocol/method.ts';
import { socketConnection } from '../protocol/socketConnection.ts';
import { compareVersions, protocolVersion } from '../protocol/version.ts';
import type { CallContext, Handler } from './handler.ts';
import { clientBacklogMaxBytes, handshakeMaxBytes, handshakeTimeoutMs } from './limits.ts';

export interface ClientDependencies {
  readonly token: Uint8Array;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly run: (handler: Handler, params: unknown, call: CallContext) => Promise<unknown>;
  /** The client proved the token and its version fits. */
  readonly onJoined: (client: Client) => void;
  /** A newer client asked; the engine should finish and leave. */
  readonly onNewer: () => void;
  readonly onClosed: (client: Client) => void;
}

/** One connection to the engine, from its first byte to its last. Serves nothing before the token is proved. */
export class Client implements Disposable {
  readonly #dependencies: ClientDependencies;
  readonly #socket: Socket;
  readonly #connection: MessageConnection;
  readonly #resources = new DisposableList();
  #greeting: Hello | undefined;
  #nonces = '';
  #joined = false;
  #inFlight = 0;
  #messageComplete = () => {};
  #owesResync = false;
  /** When a window of this client was focused last, ms; 0 = never. */
  focusedAt = 0;

  constructor(socket: Socket, dependencies: ClientDependencies) {
    this.#socket = socket;
    this.#dependencies = dependencies;
    this.#connection = socketConnection(socket);
    this.#limitHandshake();
    this.#limitMessages();
    this.#connection.onRequest('hello', (params) => this.#hello(params));
    this.#connection.onRequest('proof', (params) => this.#proof(params));
    this.#connection.onNotification('focused', () => {
      this.focusedAt = dependencies.clock.now();
    });
    this.#connection.onRequest((name, params, token) => this.#request(name, params, token));
    this.#connection.onError(([error]) => dependencies.log.warn('client.error', { error }));
    this.#connection.onClose(() => this.dispose());
    socket.on('error', () => this.dispose());
    this.#connection.listen();
  }

  get joined(): boolean {
    return this.#joined;
  }

  get isEditor(): boolean {
    return this.#joined && this.#greeting?.kind === 'editor';
  }

  get answersSecrets(): boolean {
    return this.#joined && this.#greeting?.secrets === true;
  }

  /** Asks the client. Throws its error, or `engine.timeout`. */
  async ask<P, R>(method: Method<P, R>, params: NoInfer<P>): Promise<R> {
    const answer = await withTimeout(
      this.#dependencies.clock,
      method.timeoutMs,
      () => this.#connection.sendRequest(method.name, params),
      { onTimeout: () => new MailError('engine.timeout', { data: { method: method.name } }) },
    );
    return method.result.parse(answer);
  }

  /** Tells the client. A slow client's events are dropped for one `resync` once it drains. */
  send(name: EventName, payload: unknown): void {
    if (!this.#joined) return;
    if (this.#socket.writableLength > clientBacklogMaxBytes / eventQueueMax) {
      if (!this.#owesResync) this.#socket.once('drain', () => this.#payResync());
      this.#owesResync = true;
      return;
    }
    void this.#connection.sendNotification(name, payload).catch(() => this.dispose());
  }

  /** Sends what is waiting to be sent, then closes. */
  end(): void {
    this.#socket.end(() => this.dispose());
  }

  dispose(): void {
    if (this.#resources.disposed) return;
    this.#resources.dispose();
    this.#connection.dispose();
    this.#socket.destroy();
    this.#dependencies.onClosed(this);
  }

  #payResync(): void {
    if (!this.#owesResync) return;
    this.#owesResync = false;
    this.send('resync', {});
  }

  #limitHandshake(): void {
    this.#resources.add(
      this.#dependencies.clock.after(handshakeTimeoutMs, () => {
        if (!this.#joined) this.dispose();
      }),
    );
    this.#socket.on('data', () => {
      if (!this.#joined && this.#socket.bytesRead > handshakeMaxBytes) this.dispose();
    });
  }

  /** Bytes that come without a message being complete: one larger than the limit ends the connection. */
  #limitMessages(): void {
    let pendingBytes = 0;
    this.#messageComplete = () => {
      pendingBytes = 0;
    };
    this.#socket.on('data', (chunk) => {
      pendingBytes += chunk.length;
      if (pendingBytes > messageMaxBytes) this.dispose();
    });
  }

  #hello(params: unknown): unknown {
    this.#greeting = hello.parse(params);
    const nonce = randomBytes(24).toString('base64url');
    this.#nonces = `${this.#greeting.nonce}:${nonce}`;
    return { nonce, proof: this.#sign('engine'), protocol: protocolVersion, version: this.#dependencies.version };
  }

  #proof(params: unknown): Welcome {
    const given = proof.parse(params).proof;
    if (!this.#greeting || !equalBytes(utf8(given), utf8(this.#sign('client')))) {
      this.#dependencies.clock.after(0, () => this.dispose()); // The refusal goes out first.
      throw responseError(new MailError('engine.badToken'));
    }
    const order = compareVersions(this.#greeting, { protocol: protocolVersion, version: this.#dependencies.version });
    if (order > 0) {
      this.#dependencies.onNewer();
      return { outcome: 'older', pid: process.pid };
    }
    if (order < 0) return { outcome: 'newer', pid: process.pid };
    this.#joined = true;
    this.#dependencies.onJoined(this);
    return { outcome: 'welcome', pid: process.pid };
  }

  #sign(role: 'engine' | 'client'): string {
    return createHmac('sha256', this.#dependencies.token).update(`${role}:${this.#nonces}`).digest('base64url');
  }

  async #request(
    name: string,
    params: unknown,
    token: { onCancellationRequested(listener: () => void): unknown },
  ): Promise<unknown> {
    this.#messageComplete();
    const handler = this.#dependencies.handlers.get(name);
    if (!this.#joined) return responseError(new MailError('engine.badToken'));
    if (!handler) return responseError(new MailError('engine.badRequest', { data: { method: name } }));
    if (this.#inFlight >= requestsInFlightMax) return responseError(new MailError('store.tooBusy', { retry: 'later' }));
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    const closed = this.#resources.add({ dispose: () => controller.abort() });
    this.#inFlight++;
    const [body, progressToken] = Array.isArray(params) ? params : [params, undefined];
    try {
      return await this.#dependencies.run(handler, body, {
        signal: controller.signal,
        progress: this.#reporter(progressToken),
      });
    } catch (error) {
      const coded = toMailError(error);
      if (coded.code === 'internal')
        this.#dependencies.log.error('request.failed', { method: name, error: coded.cause ?? coded });
      return responseError(coded);
    } finally {
      this.#inFlight--;
      this.#resources.remove(closed);
    }
  }

  #reporter(progressToken: unknown): CallContext['progress'] {
    if (progressToken === undefined || progressToken === null) return () => {};
    let nextAt = 0;
    return (done, total, step = '') => {
      const now = this.#dependencies.clock.now();
      if (now < nextAt && done < total) return;
      nextAt = now + 1_000 / progressPerSecond;
      void this.#connection
        .sendNotification('progress', { token: progressToken, done, total, step })
        .catch(() => this.dispose());
    };
  }
}

function responseError({ code, retry, data }: MailError): ResponseError<unknown> {
  return new ResponseError(-32_000, code, { code, retry, data });
}
