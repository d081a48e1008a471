import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { concatBytes, fromUtf8 } from '../../base/bytes.ts';
import { type Clock, withTimeout } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import { dial } from './dial.ts';
import { isLoopback, machineTrust, type Trust } from './endpoint.ts';
import { toNetError } from './errors.ts';
import { exchangeMaxBytes, exchangeMaxHeaderBytes, exchangeTimeoutMs } from './limits.ts';

export interface ExchangeRequest {
  readonly method: 'GET' | 'POST';
  /** https, or http to this machine. */
  readonly url: URL;
  readonly headers: { readonly [name: string]: string };
  /** UTF-8; '' for none. */
  readonly body: string;
}

export interface ExchangeAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly location: string;
  readonly body: string;
}

export interface ExchangeOptions {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** Default: the machine's certificates. */
  readonly trust?: Trust | undefined;
  /** Runs once the host is trusted, before the first byte of the request: from then on the host may act on it. */
  readonly beforeLeaving: () => void;
}

/**
 * One request, one answer, on a connection of its own. No redirect is followed, no cookie kept, nothing asked twice. Throws
 * `net.*`; `net.plaintextRefused` for http to another machine, `net.limit` for an answer beyond {@link exchangeMaxBytes},
 * `net.timeout`, `net.closed` for one that is no HTTP or breaks off.
 */
export async function exchange(asked: ExchangeRequest, options: ExchangeOptions): Promise<ExchangeAnswer> {
  const { clock, signal, trust = machineTrust, beforeLeaving } = options;
  const { url } = asked;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isTls = url.protocol === 'https:';
  const endpoint = { host, port: Number(url.port) || (isTls ? 443 : 80), security: isTls ? 'tls' : 'none' } as const;
  if (!isTls && !isLoopback(host)) throw new MailError('net.plaintextRefused', { retry: 'afterUser', data: { host } });
  const socket = await dial(endpoint, { clock, trust, signal });
  try {
    beforeLeaving();
    return await withTimeout(clock, exchangeTimeoutMs, (aborted) => answerOf(asked, socket, endpoint, aborted), {
      signal,
      onTimeout: () => new MailError('net.timeout', { retry: 'later', data: { host, port: endpoint.port } }),
    });
  } catch (error) {
    throw toNetError(error, endpoint);
  } finally {
    socket.destroy();
  }
}

async function answerOf(
  { method, url, headers, body }: ExchangeRequest,
  socket: Socket,
  { host, port }: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<ExchangeAnswer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = request(
      {
        host,
        method,
        path: `${url.pathname}${url.search}`,
        headers: {
          ...{ host: url.host, accept: 'application/json, text/plain;q=0.8', 'accept-encoding': 'identity' },
          ...headers,
          ...(method === 'POST' ? { 'content-length': Buffer.byteLength(body) } : {}),
          connection: 'close',
        },
        createConnection: () => socket,
        maxHeaderSize: exchangeMaxHeaderBytes,
        signal,
      },
      resolve,
    );
    asked.once('error', reject);
    asked.end(body);
  });
  const { statusCode = 0, headers: answered } = response;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += chunk.length;
    if (size > exchangeMaxBytes) throw new MailError('net.limit', { data: { host, port } });
    chunks.push(chunk);
  }
  return {
    status: statusCode,
    contentType: answered['content-type'] ?? '',
    location: answered.location ?? '',
    body: fromUtf8(concatBytes(chunks)),
  };
}
