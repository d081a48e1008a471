import { type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { concatBytes, fromUtf8 } from '../../base/bytes.ts';
import { type Clock, withTimeout } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import { machineTrust } from './endpoint.ts';
import { toNetError } from './errors.ts';
import { autoconfigMaxBytes, autoconfigMaxRedirects, autoconfigTimeoutMs } from './limits.ts';

/** Opens the way to a host over TLS, its certificate already trusted. `dial` outside tests. */
export type DialTls = (host: string, port: number, options: { signal: AbortSignal }) => Promise<Duplex>;

export interface FetchOptions {
  readonly clock: Clock;
  readonly dialTls: DialTls;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a small UTF-8 document over https: no cookies, no credentials, no referrer. Redirects are followed only over https
 * and only within the domain of the first host. Throws `net.*`: `net.limit` beyond {@link autoconfigMaxBytes}, `net.refused`
 * for any other answer than 200.
 */
export function fetchDocument(url: URL, domain: string, { clock, dialTls, signal }: FetchOptions): Promise<string> {
  const { hostname: host } = url;
  return withTimeout(clock, autoconfigTimeoutMs, (aborted) => follow(url, domain, dialTls, aborted), {
    signal,
    onTimeout: () => new MailError('net.timeout', { retry: 'later', data: { host, port: portOf(url) } }),
  });
}

/** The trust that such documents are fetched with: the machine's certificates and no exception. */
export const documentTrust = machineTrust;

async function follow(start: URL, domain: string, dialTls: DialTls, signal: AbortSignal): Promise<string> {
  let url = start;
  for (let hops = 0; hops <= autoconfigMaxRedirects; hops++) {
    assertWithin(url, domain);
    const answer = await get(url, dialTls, signal);
    if ('text' in answer) return answer.text;
    url = new URL(answer.location, url);
  }
  throw refused(url, 'redirects');
}

function assertWithin(url: URL, domain: string): void {
  const inside = url.hostname === domain || url.hostname.endsWith(`.${domain}`);
  if (url.protocol !== 'https:' || !inside) throw refused(url, 'redirect');
}

type Answer = { readonly text: string } | { readonly location: string };

async function get(url: URL, dialTls: DialTls, signal: AbortSignal): Promise<Answer> {
  const { hostname: host, pathname, search } = url;
  const endpoint = { host, port: portOf(url) };
  const socket = await dialTls(host, endpoint.port, { signal });
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = {
        host,
        path: `${pathname}${search}`,
        headers: { accept: 'text/xml, application/xml', connection: 'close' },
        createConnection: () => socket,
        signal,
      };
      request(options, resolve).once('error', reject).end();
    });
    const { statusCode = 0, headers } = response;
    if (statusCode >= 300 && statusCode < 400 && headers.location) return { location: headers.location };
    if (statusCode !== 200) throw refused(url, String(statusCode));
    return { text: await readAll(response, endpoint) };
  } catch (error) {
    throw toNetError(error, endpoint);
  } finally {
    socket.destroy();
  }
}

async function readAll(
  response: AsyncIterable<unknown>,
  { host, port }: { host: string; port: number },
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.length;
    if (size > autoconfigMaxBytes) throw new MailError('net.limit', { data: { host, port } });
    chunks.push(chunk);
  }
  return fromUtf8(concatBytes(chunks));
}

function refused(url: URL, detail: string): MailError {
  return new MailError('net.refused', { data: { host: url.hostname, port: portOf(url), detail } });
}

function portOf(url: URL): number {
  return Number(url.port) || 443;
}
