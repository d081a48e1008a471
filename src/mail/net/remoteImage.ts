import { lookup } from 'node:dns/promises';
import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { concatBytes } from '../../base/bytes.ts';
import { type Clock, withTimeout } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import { isPublicAddress } from './addressPolicy.ts';
import { openPlain, startTls } from './dial.ts';
import { isIpAddress, machineTrust } from './endpoint.ts';
import { remoteImageMaxBytes, remoteImageRedirectsMax, remoteImageTimeoutMs } from './limits.ts';

/** A picture whose kind was told from its bytes. */
export interface RemoteImage {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/**
 * How pictures are reached. All of it comes in by constructor, so that a test can map a public address to loopback
 * while no setting or variable can.
 */
export interface RemoteImageAccess {
  readonly clock: Clock;
  readonly lookup: (host: string) => Promise<readonly string[]>;
  readonly isAllowed: (address: string) => boolean;
  /** A TLS connection to this very address, its certificate good for `host`. */
  readonly dial: (address: string, host: string, port: number) => Promise<Socket>;
}

/** The real network: any public address, the machine's certificates. */
export function publicImageAccess(clock: Clock): RemoteImageAccess {
  return {
    clock,
    isAllowed: isPublicAddress,
    lookup: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
    dial: (address, host, port) =>
      new Promise((resolve, reject) => {
        const plain = openPlain({ host: address, port, security: 'starttls' }, () => {
          const secure = startTls(plain, { host, port, security: 'tls' }, machineTrust, () => resolve(secure));
          secure.once('error', reject);
        });
        plain.once('error', reject);
      }),
  };
}

/**
 * Fetches pictures of mails because a person asked. https only (an http address is asked for by https), no cookies, no
 * referrer, no name of ours; the address is checked after the name is resolved, at every redirect, and the connection
 * goes to the address that was checked. Throws `remoteImage.refused`, `net.*`, `engine.cancelled`.
 */
export class RemoteImages {
  readonly #access: RemoteImageAccess;

  constructor(access: RemoteImageAccess) {
    this.#access = access;
  }

  fetch(url: string, { signal }: { signal?: AbortSignal | undefined } = {}): Promise<RemoteImage> {
    return withTimeout(this.#access.clock, remoteImageTimeoutMs, (aborted) => this.#follow(url, aborted), {
      signal,
      onTimeout: () => new MailError('net.timeout', { retry: 'later', data: { url } }),
    });
  }

  async #follow(start: string, signal: AbortSignal): Promise<RemoteImage> {
    let url = checked(start);
    for (let hops = 0; hops <= remoteImageRedirectsMax; hops++) {
      const answer = await this.#get(url, signal);
      if ('image' in answer) return answer.image;
      url = checked(answer.location, url);
    }
    throw refused(url.href, 'redirects');
  }

  async #get(url: URL, signal: AbortSignal): Promise<{ image: RemoteImage } | { location: string }> {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const addresses = isIpAddress(host) ? [host] : await this.#access.lookup(host);
    const [address] = addresses;
    // One private address among public ones is a trap, not a mistake.
    if (address === undefined || !addresses.every((one) => this.#access.isAllowed(one)))
      throw refused(url.href, 'address');
    signal.throwIfAborted();
    const socket = await this.#access.dial(address, host, Number(url.port || 443));
    const onAbort = () => socket.destroy();
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('error', () => socket.destroy());
    try {
      return await answerOf(url, socket, signal);
    } finally {
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
    }
  }
}

function checked(text: string, base?: URL): URL {
  if (!URL.canParse(text, base)) throw refused(text, 'url');
  const url = new URL(text, base);
  if (url.protocol === 'http:') url.protocol = 'https:';
  const port = Number(url.port || 443);
  if (url.protocol !== 'https:' || url.username !== '' || (port !== 443 && port < 1024)) throw refused(url.href, 'url');
  return url;
}

async function answerOf(
  url: URL,
  socket: Socket,
  signal: AbortSignal,
): Promise<{ image: RemoteImage } | { location: string }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const options = {
      host: url.hostname,
      path: `${url.pathname}${url.search}`,
      headers: { host: url.host, accept: 'image/*', 'accept-encoding': 'identity', connection: 'close' },
      createConnection: () => socket,
      maxHeaderSize: 32_768,
      signal,
    };
    request(options, resolve).once('error', reject).end();
  });
  const { statusCode = 0, headers } = response;
  if (statusCode >= 300 && statusCode < 400 && headers.location) return { location: headers.location };
  if (statusCode !== 200) throw refused(url.href, String(statusCode));
  const bytes = await bodyOf(response, url);
  const contentType = imageType(bytes);
  if (contentType === undefined) throw refused(url.href, 'type');
  return { image: { contentType, bytes } };
}

async function bodyOf(response: IncomingMessage, url: URL): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += chunk.length;
    if (size > remoteImageMaxBytes) throw refused(url.href, 'size');
    chunks.push(chunk);
  }
  return concatBytes(chunks);
}

/** The kind of a picture by its first bytes; undefined for anything that is not one that browsers draw without scripts. */
export function imageType(bytes: Uint8Array): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  if (start.startsWith('\x89PNG\r\n')) return 'image/png';
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (/^GIF8[79]a/.test(start)) return 'image/gif';
  if (/^RIFF[\s\S]{4}WEBP/.test(start)) return 'image/webp';
  if (/^[\s\S]{4}ftypavi[fs]/.test(start)) return 'image/avif';
  if (start.startsWith('BM')) return 'image/bmp';
  return start.startsWith('\0\0\x01\0') ? 'image/x-icon' : undefined;
}

function refused(url: string, reason: string): MailError {
  return new MailError('remoteImage.refused', { data: { url, reason } });
}
