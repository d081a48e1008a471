import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type Clock, withTimeout } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import type { Endpoint, Trust } from './endpoint.ts';
import { toNetError } from './errors.ts';
import { connectTimeoutMs } from './limits.ts';
import { assertProtected, assertTrusted, tlsOptions } from './tlsPolicy.ts';
import { type WireTap, watchSocket } from './wireTap.ts';

/** The only place that opens sockets to other machines. */

/**
 * Begins a connection without TLS (`starttls` before its upgrade, `none` to loopback). Throws `net.plaintextRefused`.
 * Other failures arrive as `error` on the socket.
 */
export function openPlain(endpoint: Endpoint, onConnect: () => void): Socket {
  assertProtected(endpoint);
  return connect({ host: endpoint.host, port: endpoint.port, noDelay: true }, onConnect);
}

/** Begins a TLS connection. `onSecure` runs once the certificate is trusted; otherwise the socket ends with our error. */
export function openTls(endpoint: Endpoint, trust: Trust, onSecure: () => void): TLSSocket {
  const socket = connectTls({ ...tlsOptions(endpoint, trust), port: endpoint.port });
  return whenTrusted(socket, endpoint, trust, onSecure);
}

/** Starts TLS on a plain socket (RFC 3207, RFC 9051 §6.2.1). The caller discards what it had read before. */
export function startTls(plain: Duplex, endpoint: Endpoint, trust: Trust, onSecure: () => void): TLSSocket {
  const socket = connectTls({ ...tlsOptions(endpoint, trust), socket: plain });
  return whenTrusted(socket, endpoint, trust, onSecure);
}

export interface DialOptions {
  readonly clock: Clock;
  readonly trust: Trust;
  readonly signal?: AbortSignal | undefined;
  /** Default {@link connectTimeoutMs}. */
  readonly timeoutMs?: number | undefined;
  /** Hears how far it comes. */
  readonly tap?: WireTap | undefined;
}

/**
 * A connected socket; for `tls` already trusted. Throws `net.*` or `engine.cancelled`. The caller attaches its own
 * `error` listener in the same turn.
 */
export function dial(
  endpoint: Endpoint,
  { clock, trust, signal, timeoutMs = connectTimeoutMs, tap }: DialOptions,
): Promise<Socket> {
  const { host, port } = endpoint;
  return withTimeout(clock, timeoutMs, (aborted) => connected(endpoint, { trust, tap }, aborted), {
    signal,
    onTimeout: () => new MailError('net.timeout', { retry: 'later', data: { host, port } }),
  });
}

function connected(
  endpoint: Endpoint,
  { trust, tap }: Pick<DialOptions, 'trust' | 'tap'>,
  aborted: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error) => reject(toNetError(error, endpoint));
    const onAbort = () => socket.destroy();
    const onReady = () => {
      aborted.removeEventListener('abort', onAbort);
      resolve(socket);
    };
    const socket = endpoint.security === 'tls' ? openTls(endpoint, trust, onReady) : openPlain(endpoint, onReady);
    watchSocket(socket, tap);
    socket.on('error', onError); // Stays: an error between this turn and the caller's next must not end the process.
    if (aborted.aborted) onAbort();
    aborted.addEventListener('abort', onAbort, { once: true });
  });
}

function whenTrusted(socket: TLSSocket, endpoint: Endpoint, trust: Trust, onSecure: () => void): TLSSocket {
  socket.once('secureConnect', () => {
    try {
      assertTrusted(socket, endpoint, trust);
    } catch (error) {
      socket.destroy(toNetError(error, endpoint));
      return;
    }
    onSecure();
  });
  return socket;
}
