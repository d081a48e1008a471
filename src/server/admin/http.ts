/** The administration's door to HTTP, over sockets of `listen.ts`. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { SecureContext } from 'node:tls';
import type { Clock } from '../../base/clock.ts';
import { type Disposable, disposable } from '../../base/dispose.ts';
import { isMailError, MailError, messageOf } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { adminBodyMaxBytes, adminEventGapMs, adminRequestTimeoutMs, writeBufferMaxBytes } from '../limits.ts';
import { listenTcp, type RunningService, securedSocket } from '../listen.ts';
import type { Answer, SendEvent } from './route.ts';

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  /** By lower-case name; empty when absent. */
  header(name: string): string;
  readonly remoteAddress: string;
  /** The address of this machine that the client reached. */
  readonly localAddress: string;
  readonly secure: boolean;
  /** The body. Throws `server.tooMuch`. */
  body(): Promise<Uint8Array>;
}

export interface HttpOptions {
  readonly host: string;
  readonly port: number;
  /** With it, HTTPS. */
  readonly tls?: SecureContext | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  /** Never throws. */
  answer(request: HttpRequest): Promise<Answer>;
  /** Takes a connection over whose client asks for another protocol (RFC 9110 §7.8). False: it is closed. Never throws. */
  upgrade?(request: HttpRequest, socket: Duplex): boolean;
}

/** On every answer: nothing is kept, framed, guessed or lent to another page. */
const alwaysHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
};

/** Throws `server.portTaken`, `server.failed`. */
export async function startHttp(options: HttpOptions): Promise<RunningService> {
  const { host, port, tls, log } = options;
  const http = createServer(
    { requestTimeout: adminRequestTimeoutMs, headersTimeout: adminRequestTimeoutMs },
    (request, response) => {
      // A client that is gone is nobody's fault.
      response.on('error', () => {});
      serve(request, response, options).catch((error) => {
        log.error('admin.answerFailed', { error: messageOf(error) });
        response.destroy();
      });
    },
  );
  http.on('upgrade', (request, socket) => {
    socket.on('error', () => socket.destroy());
    if (!options.upgrade?.(requestOf(request, options), socket)) socket.destroy();
  });
  http.on('clientError', (_error, socket) => socket.destroy());
  const listener = await listenTcp(host, port, (socket) =>
    http.emit('connection', tls ? securedSocket(socket, tls) : socket),
  );
  return {
    port: listener.port,
    async close() {
      listener.drop();
      await listener.close();
    },
  };
}

async function serve(request: IncomingMessage, response: ServerResponse, options: HttpOptions): Promise<void> {
  const answer = await options.answer(requestOf(request, options));
  const { status = 200, headers = {}, body, events } = answer;
  // A body that was not read would be taken for the next request.
  if (!request.complete) response.setHeader('connection', 'close');
  if (events) return sendEvents(response, events, options.clock);
  response.writeHead(status, { ...alwaysHeaders, ...(body ? { 'content-type': body.type } : {}), ...headers });
  response.end(request.method === 'HEAD' ? undefined : body?.bytes);
}

function requestOf(request: IncomingMessage, { tls }: HttpOptions): HttpRequest {
  const { socket } = request;
  return {
    method: request.method ?? 'GET',
    url: new URL(pathOf(request), 'http://localhost'),
    header: (name) => String(request.headers[name] ?? ''),
    remoteAddress: plainAddress(socket.remoteAddress ?? ''),
    localAddress: plainAddress(socket.localAddress ?? ''),
    secure: tls !== undefined,
    body: () => bodyOf(request),
  };
}

/** Server-sent events (HTML, 9.2): until the client goes. */
function sendEvents(response: ServerResponse, begin: (send: SendEvent) => Disposable, clock: Clock): void {
  response.writeHead(200, { ...alwaysHeaders, 'content-type': 'text/event-stream; charset=utf-8' });
  response.write(': here\n\n');
  const source = begin((event, data) => {
    if (response.writableLength > writeBufferMaxBytes) return false;
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    return true;
  });
  // Proxies and browsers give up a silent connection.
  let beat: Disposable = disposable(() => {});
  const keepAlive = () => {
    beat = clock.after(adminEventGapMs, () => {
      response.write(': here\n\n');
      keepAlive();
    });
  };
  keepAlive();
  response.on('close', () => {
    beat.dispose();
    source.dispose();
  });
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      if (!(chunk instanceof Uint8Array)) continue;
      size += chunk.length;
      if (size > adminBodyMaxBytes) throw new MailError('server.tooMuch');
      chunks.push(chunk);
    }
  } catch (error) {
    if (isMailError(error)) throw error;
    throw new MailError('server.badRequest', { cause: error });
  }
  return Buffer.concat(chunks);
}

/** Only a path: a request line may carry a whole URL, and whose name it holds must not matter. */
function pathOf({ url = '/' }: IncomingMessage): string {
  return url.startsWith('/') ? `/${url.replace(/^\/+/, '')}` : '/';
}

/** An IPv4 address that came in by IPv6 (RFC 4291 §2.5.5.2), as IPv4. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
}
