import type { Socket } from 'node:net';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { assert } from '../../base/assert.ts';
import type { Clock } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { dial } from '../net/dial.ts';
import type { Endpoint, Trust } from '../net/endpoint.ts';
import { toNetError } from '../net/errors.ts';
import { greetingTimeoutMs, serverSaidMaxChars } from '../net/limits.ts';
import { assertTrusted, tlsOptions } from '../net/tlsPolicy.ts';
import type { WireTap } from '../net/wireTap.ts';
import { Dialogue } from './dialogue.ts';
import { finalReplyTimeoutMs, resetTimeoutMs, sessionMaxMs } from './limits.ts';

/** The only door to nodemailer's SMTP session. The socket is ours: dialled and judged by `mail/net`. */

export interface SmtpOptions {
  readonly endpoint: Endpoint;
  readonly trust: Trust;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal?: AbortSignal | undefined;
  /** Hears all that is said, credentials masked. Default one of its own. */
  readonly dialogue?: Dialogue | undefined;
  /** Hears the same, and how far the connection comes. */
  readonly tap?: WireTap | undefined;
  /** Default `connectTimeoutMs` and {@link greetingTimeoutMs}. */
  readonly timeouts?: { readonly connectMs: number; readonly greetingMs: number } | undefined;
  /**
   * Between servers, with `starttls`: TLS where it is offered, whatever the certificate, and else none (RFC 7435). Nobody
   * signs in on such a session.
   */
  readonly opportunistic?: boolean | undefined;
  /** What EHLO says: the name of a server. Default an address that tells nothing of the person's machine. */
  readonly ownName?: string | undefined;
}

export interface SmtpSession {
  /**
   * Signs in with the mechanism that the server offers. Throws `auth.noMechanism`, or `auth.refused` with the reply in
   * `serverSaid`, its number in `reply` and its enhanced code (RFC 3463) in `enhanced`; for a 4xx with `retry: 'later'`.
   */
  login(credentials: { readonly user: string; readonly secret: string }): Promise<void>;
  /**
   * Begins another mail on a session whose last one ended well (RSET, RFC 5321 §4.1.1.5): from here on `dialogue` hears
   * what is said, and `signal` closes the session. Throws `net.*` or `engine.cancelled`; the session is closed then.
   */
  resume(options: { readonly dialogue: Dialogue; readonly signal?: AbortSignal | undefined }): Promise<void>;
  /** Between two mails: the signal of the last one is let go. */
  rest(): void;
  /** Says QUIT and closes. */
  quit(): void;
  /** Closes at once; whatever was under way fails. */
  close(): void;
  readonly isOpen: boolean;
  readonly dialogue: Dialogue;
  readonly endpoint: Endpoint;
  readonly clock: Clock;
  /** For this folder only. */
  readonly connection: SMTPConnection;
}

/**
 * Connects, greets and secures the line; the certificate is trusted when this returns. Sends no credentials.
 * Throws `net.*`, `net.notMailServer` or `engine.cancelled`. Aborting `signal` later closes the session.
 */
export async function openSmtp(options: SmtpOptions): Promise<SmtpSession> {
  const { endpoint, trust, clock, log, signal, dialogue = new Dialogue(clock), tap, timeouts } = options;
  const socket = await dial(endpoint, { clock, trust, signal, tap, timeoutMs: timeouts?.connectMs });
  const heard = { dialogue };
  const connection = connectionOver(socket, options, heard);
  connection.on('error', (error) => log.warn('smtp.error', { host: endpoint.host, error }));
  const close = () => connection.close();
  const leash = new Leash(close);
  leash.take(signal);
  const tooLong = clock.after(sessionMaxMs, close);
  const state = { isOpen: true };
  connection.once('end', () => {
    state.isOpen = false;
    leash.drop();
    tooLong.dispose();
  });
  try {
    await outcome(connection, (done) => connection.connect(done));
    // STARTTLS is nodemailer's, so the certificate is judged right after it: only EHLO has gone over the line by then.
    if (endpoint.security === 'starttls' && !options.opportunistic) assertTrusted(connection._socket, endpoint, trust);
  } catch (error) {
    connection.close();
    throw signal?.aborted ? new MailError('engine.cancelled') : toSmtpError(error, endpoint);
  }
  const ask = async (start: (done: (error?: Error | null) => void) => void, abort: AbortSignal | undefined) => {
    try {
      await outcome(connection, start);
    } catch (error) {
      throw abort?.aborted ? new MailError('engine.cancelled') : toSmtpError(error, endpoint);
    }
  };
  return {
    connection,
    get dialogue() {
      return heard.dialogue;
    },
    get isOpen() {
      return state.isOpen;
    },
    endpoint,
    clock,
    async login({ user, secret }) {
      assert(!options.opportunistic, 'a password is for a server that has proved its name');
      dialogue.hide(user, secret);
      if (!connection.allowsAuth || !offersOurMechanism(dialogue))
        throw new MailError('auth.noMechanism', { data: { host: endpoint.host, port: endpoint.port } });
      await ask((done) => connection.login({ user, credentials: { user, pass: secret } }, done), signal);
    },
    async resume({ dialogue: next, signal: abort }) {
      next.follow(heard.dialogue);
      heard.dialogue = next;
      leash.take(abort);
      const tooSlow = clock.after(resetTimeoutMs, close);
      try {
        await ask((done) => connection.reset(done), abort);
      } catch (error) {
        close();
        throw error;
      } finally {
        tooSlow.dispose();
      }
    },
    rest: () => leash.drop(),
    quit: () => connection.quit(),
    close: () => connection.close(),
  };
}

/** PLAIN, LOGIN and CRAM-MD5 are spoken here. After HELO, without EHLO, a server names none: then one is tried. */
function offersOurMechanism({ extensions }: Dialogue): boolean {
  return extensions.size === 0 || /\b(PLAIN|LOGIN|CRAM-MD5)\b/i.test(extensions.get('AUTH') ?? '');
}

/** The signal that closes the session: that of the mail under way. */
class Leash {
  readonly #close: () => void;
  #signal: AbortSignal | undefined;

  constructor(close: () => void) {
    this.#close = close;
  }

  take(signal: AbortSignal | undefined): void {
    this.drop();
    this.#signal = signal;
    signal?.addEventListener('abort', this.#close, { once: true });
    if (signal?.aborted) this.#close();
  }

  drop(): void {
    this.#signal?.removeEventListener('abort', this.#close);
    this.#signal = undefined;
  }
}

/** Whoever listens now: each mail on a session has a dialogue of its own. */
interface Heard {
  readonly dialogue: Dialogue;
}

function connectionOver(socket: Socket, options: SmtpOptions, heard: Heard): SMTPConnection {
  const { endpoint, trust, tap, timeouts, opportunistic = false, ownName = '[127.0.0.1]' } = options;
  const { host, port, security } = endpoint;
  return new SMTPConnection({
    host,
    port,
    connection: socket,
    secure: security === 'tls',
    secured: security === 'tls',
    requireTLS: security === 'starttls' && !opportunistic,
    opportunisticTLS: opportunistic,
    ignoreTLS: security === 'none',
    tls: tlsOptions(endpoint, trust),
    // Our own name would tell strangers about the person's machine (RFC 5321 §4.1.3 allows an address in its place).
    name: ownName,
    greetingTimeout: timeouts?.greetingMs ?? greetingTimeoutMs,
    // The longest silence that is ever right; submit.ts sets shorter ones for what comes before.
    socketTimeout: finalReplyTimeoutMs,
    transactionLog: true,
    logger: loggerInto(heard, tap),
  });
}

/** nodemailer tells its transaction log each command, credentials left out, and each whole reply. */
function loggerInto(heard: Heard, tap: WireTap | undefined) {
  const quiet = () => {};
  const debug = (entry: { readonly tnx?: unknown }, text: unknown) => {
    const { dialogue } = heard;
    if (entry.tnx === 'client') {
      dialogue.client(String(text));
      tap?.client(dialogue.lines.at(-1)?.text ?? '');
    }
    if (entry.tnx === 'server') {
      dialogue.server(String(text));
      for (const line of dialogue.lines.at(-1)?.text.split(/\r?\n/) ?? []) tap?.server(line);
    }
  };
  return { trace: quiet, debug, info: quiet, warn: quiet, error: quiet, fatal: quiet };
}

/** A callback's result, or the `error` event where nodemailer gives no callback, whichever comes first. */
function outcome(connection: SMTPConnection, start: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error | null) => {
      connection.removeListener('error', settle);
      connection.removeListener('end', onEnd);
      if (error) reject(error);
      else resolve();
    };
    const onEnd = () => settle(new Error('connection closed'));
    connection.once('error', settle);
    connection.once('end', onEnd);
    start(settle);
  });
}

function toSmtpError(error: unknown, endpoint: Endpoint): MailError {
  const { host, port, security } = endpoint;
  const coded = toNetError(error, endpoint);
  if (coded === error) return coded;
  const { code, response, reply } = fieldsOf(error);
  const data = { host, port, serverSaid: response.slice(0, serverSaidMaxChars), ...(reply ? { reply } : {}) };
  const retry = reply >= 400 && reply < 500 ? 'later' : 'afterUser';
  if (code === 'EAUTH' || code === 'ENOAUTH')
    return new MailError('auth.refused', { retry, cause: error, data: { ...data, enhanced: enhancedCode(response) } });
  if (code === 'ETLS' && security === 'starttls' && coded.code === 'net.closed')
    return new MailError('net.startTlsMissing', { retry: 'afterUser', cause: error, data });
  if (code === 'EPROTOCOL' && !reply)
    return new MailError('net.notMailServer', { retry: 'afterUser', cause: error, data });
  return new MailError(coded.code, { retry: coded.retry, cause: error, data: { ...coded.data, ...data } });
}

function fieldsOf(error: unknown): { code: string; response: string; reply: number } {
  const fields = new Map<string, unknown>(error instanceof Error ? Object.entries(error) : []);
  const code = fields.get('code');
  const response = fields.get('response');
  const reply = fields.get('responseCode');
  return {
    code: typeof code === 'string' ? code : '',
    response: typeof response === 'string' ? response : '',
    reply: typeof reply === 'number' ? reply : 0,
  };
}

/** RFC 3463 §2: class.subject.detail behind the reply number. */
function enhancedCode(response: string): string {
  return /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? '';
}
