import type { Socket } from 'node:net';
import { fromUtf8 } from '../../base/bytes.ts';
import { type Clock, withTimeout } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import { Redactor } from '../../base/redactor.ts';
import { dial, startTls } from '../net/dial.ts';
import type { Endpoint, Trust } from '../net/endpoint.ts';
import { toNetError } from '../net/errors.ts';
import type { DialogueLine } from './dialogue.ts';
import { finalReplyTimeoutMs, handReplyMaxBytes } from './limits.ts';

export interface HandOptions {
  readonly endpoint: Endpoint;
  readonly trust: Trust;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/**
 * An SMTP session led by a person, one line at a time: what is said goes over the wire as it is, and what comes back is
 * told as it came, credentials masked. For learning and for finding out; mail of the outbox never goes this way.
 */
export class HandSession {
  readonly #options: HandOptions;
  readonly #secrets: string[] = [];
  readonly #redactor = new Redactor(this.#secrets);
  #socket: Socket;
  #received = '';
  #wake: (() => void) | undefined;
  #lost: Error | undefined;
  #isSecure: boolean;
  #inData = false;
  #offered: readonly string[] = [];

  private constructor(socket: Socket, options: HandOptions) {
    this.#options = options;
    this.#isSecure = options.endpoint.security === 'tls';
    this.#socket = socket;
    this.#listen(socket);
  }

  /** Connects and hears the greeting. Throws `net.*`, `engine.cancelled`. */
  static async open(options: HandOptions): Promise<{ session: HandSession; lines: readonly DialogueLine[] }> {
    const session = new HandSession(await dial(options.endpoint, options), options);
    try {
      return { session, lines: await session.#reply(options.signal) };
    } catch (error) {
      session.close();
      throw error;
    }
  }

  /** Extensions of the last EHLO, with their parameters. */
  get offered(): readonly string[] {
    return this.#offered;
  }

  get isSecure(): boolean {
    return this.#isSecure;
  }

  /** Between the 354 and the final dot: lines are the mail's. */
  get inData(): boolean {
    return this.#inData;
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed && !this.#lost;
  }

  /**
   * Sends one line and tells it with the whole reply; a line of a mail has none. Throws `net.*`, `engine.cancelled`; the
   * session is over then.
   */
  async say(
    line: string,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<readonly DialogueLine[]> {
    const isContent = this.#inData && line !== '.';
    const said = this.#told('client', isContent ? line : this.#redactor.client(line));
    await this.#write(line);
    if (isContent) return [said];
    const reply = await this.#reply(signal);
    const code = Number(reply.at(-1)?.text.slice(0, 3));
    if (this.#inData) this.#inData = false;
    else this.#note(line, reply, code);
    return [said, ...reply];
  }

  /** RFC 3207: what was offered before is forgotten. The certificate is trusted when this returns. */
  async startTls(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<readonly DialogueLine[]> {
    const { endpoint, trust, clock } = this.#options;
    const lines = await this.say('STARTTLS', options);
    if (!lines.at(-1)?.text.startsWith('220')) return lines;
    this.#socket.removeAllListeners('data');
    this.#received = ''; // What came before the handshake may be anybody's (RFC 3207 §4.2).
    const secured = await withTimeout(clock, finalReplyTimeoutMs, () => this.#secured(endpoint, trust), {
      signal: options.signal,
      onTimeout: () =>
        new MailError('net.timeout', { retry: 'later', data: { host: endpoint.host, port: endpoint.port } }),
    });
    this.#socket = secured;
    this.#isSecure = true;
    this.#offered = [];
    this.#listen(secured);
    return lines;
  }

  /** AUTH PLAIN (RFC 4616), or LOGIN where only that is offered. The secret is in none of the lines. */
  async signIn(
    user: string,
    secret: string,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<readonly DialogueLine[]> {
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    this.#secrets.push(secret);
    const mechanisms = this.#offered.find((one) => /^AUTH\b/i.test(one)) ?? '';
    if (!/\bLOGIN\b/i.test(mechanisms) || /\bPLAIN\b/i.test(mechanisms))
      return this.say(`AUTH PLAIN ${base64(`\0${user}\0${secret}`)}`, options);
    const lines = [...(await this.say('AUTH LOGIN', options))];
    for (const answer of [user, secret])
      if (lines.at(-1)?.text.startsWith('334')) lines.push(...(await this.say(base64(answer), options)));
    return lines;
  }

  close(): void {
    this.#socket.destroy();
  }

  #note(line: string, reply: readonly DialogueLine[], code: number): void {
    const verb = line.trim().split(/\s/, 1)[0]?.toUpperCase();
    if (verb === 'EHLO' && code === 250) this.#offered = reply.slice(1).map(({ text }) => text.slice(4));
    if (verb === 'DATA' && code === 354) this.#inData = true;
    if (verb === 'QUIT' && code === 221) this.#socket.end();
  }

  #secured(endpoint: Endpoint, trust: Trust): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = startTls(this.#socket, endpoint, trust, () => resolve(socket));
      socket.once('error', (error) => reject(toNetError(error, endpoint)));
    });
  }

  #listen(socket: Socket): void {
    const lost = (error: Error) => {
      this.#lost ??= error;
      this.#wake?.();
    };
    socket.on('data', (chunk: Uint8Array) => {
      this.#received += fromUtf8(chunk);
      if (this.#received.length > handReplyMaxBytes) socket.destroy(new Error('reply too long'));
      this.#wake?.();
    });
    socket.on('error', lost);
    socket.on('close', () => lost(new Error('connection closed')));
  }

  async #write(line: string): Promise<void> {
    if (!this.isOpen) throw this.#error();
    await new Promise<void>((resolve) => this.#socket.write(`${line}\r\n`, () => resolve()));
  }

  /** All lines of the next reply (RFC 5321 §4.2.1). */
  async #reply(signal: AbortSignal | undefined): Promise<readonly DialogueLine[]> {
    const { clock, endpoint } = this.#options;
    const wait = async () => {
      for (;;) {
        const match = /^(?:\d{3}-[^\n]*\n)*\d{3}(?: [^\n]*)?\r?\n/.exec(this.#received);
        if (match) {
          this.#received = this.#received.slice(match[0].length);
          return match[0].trimEnd().split(/\r?\n/);
        }
        if (/^(?!\d{3}(?:[- \r\n]|$))[^\n]*\n/.test(this.#received))
          throw new MailError('net.notMailServer', {
            retry: 'afterUser',
            data: { host: endpoint.host, port: endpoint.port },
          });
        if (this.#lost) throw this.#error();
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    };
    const lines = await withTimeout(clock, finalReplyTimeoutMs, wait, {
      signal,
      onTimeout: () =>
        new MailError('net.timeout', { retry: 'later', data: { host: endpoint.host, port: endpoint.port } }),
    });
    return lines.map((line) => this.#told('server', this.#redactor.server(line)));
  }

  #told(side: DialogueLine['side'], text: string): DialogueLine {
    return { at: this.#options.clock.now(), side, text };
  }

  #error(): MailError {
    return toNetError(this.#lost ?? new Error('connection closed'), this.#options.endpoint);
  }
}
