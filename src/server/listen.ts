/** The server's door to sockets. */
import { createServer, type Server, type Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { type SecureContext, TLSSocket } from 'node:tls';
import { constants, createDeflateRaw, createInflateRaw } from 'node:zlib';
import type { Clock } from '../base/clock.ts';
import { type Disposable, disposable } from '../base/dispose.ts';
import { isMailError, MailError } from '../base/errors.ts';
import { connectionsMax, writeBufferMaxBytes, writeTimeoutMs } from './limits.ts';

/** A service that listens: its port, and how it ends. */
export interface RunningService {
  readonly port: number;
  /** Stops to accept, and resolves when the last connection has ended. */
  close(): Promise<void>;
}

export interface Listener extends RunningService {
  /** Cuts every connection that is still open. */
  drop(): void;
}

/** One client's connection, with or without TLS. */
export interface Peer {
  readonly remoteAddress: string;
  readonly secure: boolean;
  write(data: Uint8Array | string): void;
  /** Resolves once little enough waits to be sent, or the connection is gone. */
  drained(): Promise<void>;
  /** Goes over to TLS on the same connection, this side as server; what was received before is not carried over. */
  startTls(): void;
  /** Deflates what is written and inflates what is read from here on (RFC 4978). */
  startCompression(): void;
  /** Stops or goes on to read. */
  pause(): void;
  resume(): void;
  /** Sends what waits and closes. */
  end(): void;
  destroy(): void;
}

export interface PeerHandlers {
  onData(chunk: Uint8Array): void;
  onClose(): void;
}

/** Throws `server.portTaken`, `server.failed`. Port 0 = any free one. */
export function listenTcp(host: string, port: number, onSocket: (socket: Socket) => void): Promise<Listener> {
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    // Without a handler a client that resets its connection would end the process.
    socket.on('error', () => socket.destroy());
    onSocket(socket);
  });
  server.maxConnections = connectionsMax;
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const code = error.code === 'EADDRINUSE' || error.code === 'EACCES' ? 'server.portTaken' : 'server.failed';
      reject(new MailError(code, { retry: 'afterUser', cause: error, data: { port, host } }));
    });
    const drop = () => {
      for (const socket of open) socket.destroy();
    };
    server.listen(port, host, () => resolve({ port: portOf(server), close: () => closed(server), drop }));
  });
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/** The first port above `port` on which nothing listens, of the next hundred; undefined when there is none. */
export async function nextFreePort(host: string, port: number): Promise<number | undefined> {
  for (let free = port + 1; free <= Math.min(port + 100, 65_535); free++) {
    try {
      const listener = await listenTcp(host, free, (socket) => socket.destroy());
      await listener.close();
      return free;
    } catch (error) {
      if (!isMailError(error, 'server.portTaken')) return undefined;
    }
  }
  return undefined;
}

/** TLS inside an accepted connection, this side as server. */
export function securedSocket(socket: Socket, tls: SecureContext): Socket {
  const secured = new TLSSocket(socket, { isServer: true, secureContext: tls });
  // A client that fails its hello is its own to mend.
  secured.on('error', () => socket.destroy());
  return secured;
}

/** Wraps an accepted socket; with `tls` and `implicitTls` its first bytes are a TLS hello. */
export function servePeer(
  socket: Socket,
  { tls, implicitTls, clock }: { tls: SecureContext; implicitTls: boolean; clock: Clock },
  handlers: (peer: Peer) => PeerHandlers,
): Disposable {
  const peer = new SocketPeer(socket, tls, clock);
  peer.attach(handlers(peer));
  if (implicitTls) peer.startTls();
  return disposable(() => peer.destroy());
}

class SocketPeer implements Peer {
  readonly remoteAddress: string;
  readonly #tls: SecureContext;
  readonly #clock: Clock;
  readonly #raw: Socket;
  #socket: Socket;
  /** Where bytes are read and written: the socket, or what inflates and deflates on top of it. */
  #reads: Readable;
  #writes: Writable;
  #handlers: PeerHandlers | undefined;
  #stall: Disposable | undefined;
  #waiting: (() => void)[] = [];
  #closed = false;

  constructor(socket: Socket, tls: SecureContext, clock: Clock) {
    this.remoteAddress = socket.remoteAddress ?? '';
    this.#tls = tls;
    this.#clock = clock;
    this.#raw = socket;
    this.#socket = socket;
    this.#reads = socket;
    this.#writes = socket;
  }

  get secure(): boolean {
    return this.#socket instanceof TLSSocket;
  }

  attach(handlers: PeerHandlers): void {
    this.#handlers = handlers;
    this.#raw.on('close', () => this.#onClose());
    this.#listen(this.#socket, this.#socket);
  }

  write(data: Uint8Array | string): void {
    if (this.#closed || this.#socket.destroyed) return;
    const sent = typeof data === 'string' ? this.#writes.write(data, 'latin1') : this.#writes.write(data);
    // A client that asks and does not read is let go, so that it holds no memory for ever.
    if (!sent) this.#stall ??= this.#clock.after(writeTimeoutMs, () => this.destroy());
  }

  drained(): Promise<void> {
    const waiting = () =>
      this.#socket.writableLength + (this.#writes === this.#socket ? 0 : this.#writes.writableLength);
    if (this.#closed || waiting() < writeBufferMaxBytes) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  startTls(): void {
    this.#socket.removeAllListeners('data');
    this.#socket.removeAllListeners('drain');
    const secured = new TLSSocket(this.#raw, { isServer: true, secureContext: this.#tls });
    secured.on('error', () => this.destroy());
    this.#socket = secured;
    this.#listen(secured, secured);
  }

  startCompression(): void {
    const socket = this.#socket;
    socket.removeAllListeners('data');
    socket.removeAllListeners('drain');
    // Each answer is flushed, or the client would wait for the rest of a block.
    const deflate = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH });
    const inflate = createInflateRaw();
    for (const stream of [deflate, inflate]) stream.on('error', () => this.destroy());
    deflate.pipe(socket);
    socket.pipe(inflate);
    // Pauses reach the socket through the pipe: a little that inflates to a lot is taken piece by piece.
    this.#listen(inflate, deflate);
  }

  pause(): void {
    this.#reads.pause();
  }

  resume(): void {
    this.#reads.resume();
  }

  end(): void {
    this.#writes.end();
    this.#stall ??= this.#clock.after(writeTimeoutMs, () => this.destroy());
  }

  destroy(): void {
    this.#socket.destroy();
    this.#raw.destroy();
  }

  #listen(reads: Readable, writes: Writable): void {
    this.#reads = reads;
    this.#writes = writes;
    reads.on('data', (chunk: Uint8Array) => this.#handlers?.onData(chunk));
    writes.on('drain', () => this.#onDrain());
  }

  #onDrain(): void {
    this.#stall?.dispose();
    this.#stall = undefined;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #onClose(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#writes !== this.#socket) for (const stream of [this.#reads, this.#writes]) stream.destroy();
    this.#onDrain();
    this.#handlers?.onClose();
  }
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
