/**
 * One POP3 connection (RFC 1939): lines out, replies in, in their order. The socket is dialled and judged by `mail/net`;
 * with `starttls` nothing is said before TLS but CAPA and STLS, and what arrived before it is never used.
 */
import type { Socket } from 'node:net';
import { type Clock, withTimeout } from '../../base/clock.ts';
import type { Disposable } from '../../base/dispose.ts';
import { MailError } from '../../base/errors.ts';
import { dial, startTls } from '../net/dial.ts';
import type { Endpoint, Trust } from '../net/endpoint.ts';
import { toNetError } from '../net/errors.ts';
import { connectTimeoutMs, greetingTimeoutMs } from '../net/limits.ts';
import { type WireTap, watchTls } from '../net/wireTap.ts';
import { type Command, writeCommand } from '../wire/pop3/command.ts';
import { listingLineMaxBytes, statusLineMaxBytes } from '../wire/pop3/limits.ts';
import { LineCutter } from '../wire/pop3/lines.ts';
import { MultilineReader } from '../wire/pop3/multiline.ts';
import { readStatus, type Status } from '../wire/pop3/status.ts';
import { maildropMaxMessages, replyTimeoutMs, sessionMaxMs } from './limits.ts';

export interface Pop3Options {
  readonly endpoint: Endpoint;
  readonly trust: Trust;
  readonly clock: Clock;
  /** Aborting closes the connection; whatever was under way throws `engine.cancelled`. */
  readonly signal?: AbortSignal | undefined;
  /** Hears what is said; of messages only how large they are. */
  readonly tap?: WireTap | undefined;
  /** Default {@link connectTimeoutMs} and {@link replyTimeoutMs}. */
  readonly timeouts?: { readonly connectMs: number; readonly replyMs: number } | undefined;
}

/** Connects and hears the greeting; not yet secured, nor signed in. Throws `net.*`, `engine.cancelled`. */
export async function connectPop3(options: Pop3Options): Promise<Pop3Connection> {
  const { endpoint, clock, trust, signal, tap, timeouts } = options;
  const timeoutMs = timeouts?.connectMs ?? connectTimeoutMs;
  const connection = new Pop3Connection(await dial(endpoint, { clock, trust, signal, tap, timeoutMs }), options);
  try {
    await connection.greeting();
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

export class Pop3Connection {
  readonly #options: Pop3Options;
  readonly #leash: Disposable;
  readonly #onAbort = () => this.close();
  #socket: Socket;
  #chunks: Uint8Array[] = [];
  #wake: () => void = () => {};
  #failure: MailError | undefined;

  /** Use {@link connectPop3}. */
  constructor(socket: Socket, options: Pop3Options) {
    this.#options = options;
    this.#socket = socket;
    this.#listen(socket);
    this.#leash = options.clock.after(sessionMaxMs, () => this.#end(this.#error('net.timeout')));
    options.signal?.addEventListener('abort', this.#onAbort, { once: true });
    if (options.signal?.aborted) this.close();
  }

  get endpoint(): Endpoint {
    return this.#options.endpoint;
  }

  get isOpen(): boolean {
    return this.#failure === undefined;
  }

  /** Waits for the first words. Throws `net.notMailServer` for those of another protocol, `net.*`. */
  async greeting(): Promise<void> {
    const status = readStatus(await this.#line(statusLineMaxBytes, greetingTimeoutMs));
    if (!status) throw this.#error('net.notMailServer', 'afterUser');
    if (!status.ok) throw this.#error('net.closed', 'later', status.words);
  }

  /** Sends commands and does not wait. Replies come in the same order: each must be taken. */
  send(commands: readonly Command[]): void {
    const lines = commands.map(writeCommand);
    for (const line of lines) this.#options.tap?.client(line);
    if (this.isOpen) this.#socket.write(lines.map((line) => `${line}\r\n`).join(''), 'utf8');
  }

  /** Sends a line of a SASL exchange. */
  answer(line: string): void {
    this.#options.tap?.client(line);
    if (this.isOpen) this.#socket.write(`${line}\r\n`, 'latin1');
  }

  /** The next reply's first line, `-ERR` too. Null: the server asks on with `+ ` (RFC 5034). */
  async status({ mayAsk = false } = {}): Promise<Status | null> {
    const line = await this.#line(statusLineMaxBytes);
    const status = readStatus(line);
    if (!status && mayAsk && /^\+( |$)/.test(line)) return null;
    if (!status) throw this.#end(this.#error('net.notMailServer', 'later', line));
    return status;
  }

  /** Says one command and gives its reply. */
  async ask(command: Command): Promise<Status> {
    this.send([command]);
    const status = await this.status();
    if (!status) throw this.#error('net.closed');
    return status;
  }

  /** Lines of a listing whose `+OK` was read. */
  async listing(): Promise<readonly string[]> {
    const reader = new MultilineReader();
    const cutter = new LineCutter();
    const lines: string[] = [];
    for (;;) {
      const { content, rest } = reader.push(await this.#chunk());
      for (const line of cutter.push(content, listingLineMaxBytes)) {
        if (line.kind === 'tooLong' || lines.length >= maildropMaxMessages) throw this.#end(this.#error('net.limit'));
        lines.push(Buffer.from(line.bytes).toString('latin1'));
      }
      if (!rest) continue;
      this.#unread(rest);
      return lines;
    }
  }

  /** A message whose `+OK` was read. Throws `net.limit` past `maxBytes`; the connection is closed then. */
  async message(maxBytes: number): Promise<Uint8Array> {
    const reader = new MultilineReader();
    const parts: Uint8Array[] = [];
    let bytes = 0;
    for (;;) {
      const { content, rest } = reader.push(await this.#chunk());
      bytes += content.length;
      if (bytes > maxBytes) throw this.#end(this.#error('net.limit'));
      parts.push(content);
      if (!rest) continue;
      this.#unread(rest);
      this.#options.tap?.server(`(${bytes} octets)`);
      return Buffer.concat(parts);
    }
  }

  /** Goes over to TLS after STLS was answered. Throws `net.certificate*`, `net.startTlsMissing` for bytes that came too early. */
  async secure(): Promise<void> {
    const { endpoint, trust, clock, signal, tap, timeouts } = this.#options;
    // RFC 2595 §4: what came in the clear behind the answer was not said by the one who will speak inside TLS.
    if (this.#chunks.length > 0) throw this.#end(this.#error('net.startTlsMissing', 'afterUser'));
    const plain = this.#socket;
    plain.removeAllListeners('data');
    const work = (aborted: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        const secured = startTls(plain, endpoint, trust, resolve);
        watchTls(secured, tap);
        secured.once('error', (error) => reject(toNetError(error, endpoint)));
        secured.once('close', () => reject(this.#error('net.closed')));
        aborted.addEventListener('abort', () => secured.destroy(), { once: true });
        this.#socket = secured;
        this.#listen(secured);
      });
    const onTimeout = () => this.#error('net.timeout');
    try {
      await withTimeout(clock, timeouts?.connectMs ?? connectTimeoutMs, work, { signal, onTimeout });
    } catch (error) {
      throw this.#end(toNetError(error, endpoint));
    }
  }

  /** Ends the connection at once: the server deletes nothing (RFC 1939 §6). */
  close(): void {
    this.#end(this.#options.signal?.aborted ? new MailError('engine.cancelled') : this.#error('net.closed'));
  }

  #listen(socket: Socket): void {
    socket.on('data', (chunk: Uint8Array) => {
      this.#chunks.push(chunk);
      this.#wake();
    });
    socket.on('error', (error) => this.#end(toNetError(error, this.endpoint)));
    socket.on('close', () => this.#end(this.#error('net.closed')));
  }

  async #line(maxBytes: number, timeoutMs?: number): Promise<string> {
    let held = Buffer.alloc(0);
    for (;;) {
      held = Buffer.concat([held, await this.#chunk(timeoutMs)]);
      const end = held.indexOf(0x0a);
      if (end < 0 && held.length <= maxBytes) continue;
      if (end < 0 || end > maxBytes) throw this.#end(this.#error('net.limit'));
      this.#unread(held.subarray(end + 1));
      const line = held.subarray(0, end).toString('utf8').replace(/\r$/, '');
      this.#options.tap?.server(line);
      return line;
    }
  }

  /** What came next; what had come before the line ended is still given. */
  async #chunk(timeoutMs = this.#options.timeouts?.replyMs ?? replyTimeoutMs): Promise<Uint8Array> {
    const timer = this.#options.clock.after(timeoutMs, () => this.#end(this.#error('net.timeout')));
    try {
      for (;;) {
        const chunk = this.#chunks.shift();
        if (chunk) return chunk;
        if (this.#failure) throw this.#failure;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      timer.dispose();
    }
  }

  #unread(rest: Uint8Array): void {
    if (rest.length > 0) this.#chunks.unshift(rest);
  }

  /** The first failure is the one that counts. */
  #end(failure: MailError): MailError {
    this.#failure ??= failure;
    this.#leash.dispose();
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    this.#socket.destroy();
    this.#wake();
    return this.#failure;
  }

  #error(
    code: 'net.closed' | 'net.timeout' | 'net.limit' | 'net.startTlsMissing' | 'net.notMailServer',
    retry: 'later' | 'afterUser' = 'later',
    serverSaid = '',
  ): MailError {
    const { host, port } = this.endpoint;
    return new MailError(code, { retry, data: { host, port, serverSaid: serverSaid.slice(0, 500) } });
  }
}
