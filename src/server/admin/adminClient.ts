/** The other end of the administration's HTTP: how the command line asks a server, here or on another machine. */
import { type ClientRequest, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isErrorCode } from '../../base/errorCodes.ts';
import { type ErrorData, MailError, messageOf } from '../../base/errors.ts';
import { adminAnswerMaxBytes, adminRequestTimeoutMs } from '../limits.ts';

export interface AdminClientOptions {
  /** `http://127.0.0.1:PORT` or `https://HOST:PORT`. */
  readonly url: string;
  readonly token: string;
  /** PEM of an authority to trust beside the system’s: the server's `ca.pem`. */
  readonly ca?: string | undefined;
}

/** Asks one server. What it sends is checked by whoever reads it. */
export class AdminClient {
  readonly #options: AdminClientOptions;

  /** Throws `cli.usage` for an address without TLS that is not this machine's: the token would cross in the clear. */
  constructor(options: AdminClientOptions) {
    const url = URL.parse(options.url);
    const isHere = url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
    if (!url || (url.protocol !== 'https:' && !isHere))
      throw new MailError('cli.usage', { data: { detail: '--url https://HOST:PORT' } });
    this.#options = options;
  }

  /**
   * One request. Throws what the server answers, `server.notRunning` when nobody answers, `net.certificateUntrusted` when
   * somebody else may have.
   */
  async ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const { status, text } = await this.#exchange(method, path, body);
    const value = parsed(text);
    if (status >= 200 && status < 300) return value;
    throw errorOf(value, status);
  }

  /** Bytes that are not JSON, as text. */
  async text(path: string): Promise<string> {
    const { status, text } = await this.#exchange('GET', path, undefined);
    if (status >= 200 && status < 300) return text;
    throw errorOf(parsed(text), status);
  }

  #exchange(method: string, path: string, body: unknown): Promise<{ status: number; text: string }> {
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    return new Promise((resolve, reject) => {
      const request = this.#request(method, path, payload?.length);
      request.on('error', (error) => reject(this.#failure(error)));
      request.on('timeout', () => request.destroy(new Error('timeout')));
      request.on('response', (response) => {
        const chunks: Uint8Array[] = [];
        let size = 0;
        response.on('data', (chunk: Uint8Array) => {
          size += chunk.length;
          if (size > adminAnswerMaxBytes) request.destroy(new Error('too long'));
          chunks.push(chunk);
        });
        response.on('error', (error) => reject(this.#failure(error)));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
      });
      request.end(payload);
    });
  }

  #request(method: string, path: string, length: number | undefined): ClientRequest {
    const { url, token, ca } = this.#options;
    const headers = {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(length === undefined ? {} : { 'content-type': 'application/json', 'content-length': length }),
    };
    const target = new URL(path, url);
    const shared = { method, headers, timeout: adminRequestTimeoutMs, agent: false };
    return target.protocol === 'https:'
      ? requestHttps(target, { ...shared, ...(ca === undefined ? {} : { ca }) })
      : requestHttp(target, shared);
  }

  #failure(error: Error & { readonly code?: string }): MailError {
    const { hostname } = new URL(this.#options.url);
    const data = { host: hostname, detail: messageOf(error) };
    const code = error.code ?? '';
    if (/CERT|SIGNATURE|ISSUER|ALTNAME/.test(code))
      return new MailError(code.includes('ALTNAME') ? 'net.certificateName' : 'net.certificateUntrusted', {
        retry: 'afterUser',
        cause: error,
        data,
      });
    return new MailError('server.notRunning', { retry: 'later', cause: error, data });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Whoever answers there is not this server: errorOf says so.
  }
}

function errorOf(value: unknown, status: number): MailError {
  const error = fieldOf(value, 'error');
  const code = fieldOf(error, 'code');
  const data = fieldOf(error, 'data');
  if (typeof code !== 'string') return new MailError('server.failed', { data: { detail: `HTTP ${status}` } });
  return new MailError(isErrorCode(code) ? code : 'server.failed', { data: plainData(data) });
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined;
}

function plainData(data: unknown): ErrorData {
  const entries = typeof data === 'object' && data !== null ? Object.entries(data) : [];
  return Object.fromEntries(entries.filter(([, one]) => ['string', 'number', 'boolean'].includes(typeof one)));
}
