import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/dispose.ts';
import { isMailError, messageOf } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { type Command, readCommand } from '../../mail/wire/imap/command.ts';
import { type CommandSoFar, type Frame, Framer } from '../../mail/wire/imap/framer.ts';
import { commandMaxBytes, lineMaxBytes, listMax, literalMaxBytes } from '../../mail/wire/imap/limits.ts';
import { Reader, WireError } from '../../mail/wire/imap/reader.ts';
import {
  badCommandsMax,
  greetingTimeoutMs,
  idleTimeoutMs,
  loginAttemptsMax,
  messageMaxBytes,
  queuePauseBytes,
} from '../limits.ts';
import type { Peer } from '../listen.ts';
import type { LoginGuard } from '../loginGuard.ts';
import type { NotAdmitted } from '../people/gate.ts';
import type { Greetings } from '../services/greetings.ts';
import type { ServedSession } from '../sessions/serveSessions.ts';
import type { LiveSession, Sessions } from '../sessions/sessions.ts';
import type { Store } from '../store/store.ts';
import type { User } from '../store/users.ts';
import { capabilities } from './capability.ts';
import { mayTellExpunges, runCommand } from './commands.ts';
import type { Enabled, ImapContext } from './context.ts';
import { speaksUtf8 } from './enable.ts';
import { bad, no, type Reply, replyLine } from './reply.ts';
import { toldAnswer, toldCommand } from './told.ts';
import type { MailboxView } from './view.ts';

export interface SessionDependencies {
  readonly store: Store;
  readonly guard: LoginGuard;
  readonly clock: Clock;
  readonly log: Logger;
  readonly sessions: Sessions;
  readonly greetings?: Greetings;
  /** Offers COMPRESS; default true. What stands between and reads along cannot, once it has begun. */
  readonly compression?: boolean;
  /** Passwords may cross without TLS. */
  readonly plaintextLogin: boolean;
}

/** One client's IMAP session: its commands run one after another, in the order in which they came. */
export class ImapSession implements ImapContext, ServedSession {
  readonly store: Store;
  readonly guard: LoginGuard;
  readonly clock: Clock;
  user: User | undefined;
  view: MailboxView | undefined;
  readonly enabled = new Set<Enabled>();
  tag = '*';
  afterReply: 'close' | 'startTls' | 'compress' | undefined;
  mayCompress: boolean;
  readonly #peer: Peer;
  readonly #log: Logger;
  readonly #live: LiveSession;
  readonly #welcome: string;
  readonly #plaintextLogin: boolean;
  #framer = this.#newFramer();
  #queue: Frame[] = [];
  #queuedBytes = 0;
  #wake: (() => void) | undefined;
  #closed = false;
  #badCommands = 0;
  #loginFailures = 0;
  #timer: Disposable | undefined;

  constructor(peer: Peer, dependencies: SessionDependencies) {
    const { store, guard, clock, log, plaintextLogin, sessions, greetings, compression = true } = dependencies;
    this.#welcome = greetings?.welcome('imap') ?? 'Mailroom';
    this.#peer = peer;
    this.store = store;
    this.guard = guard;
    this.clock = clock;
    this.#log = log;
    this.mayCompress = compression;
    const { remoteAddress } = peer;
    this.#live = sessions.open({ protocol: 'imap', remoteAddress, cut: () => this.bye('the session was cut') });
    this.#plaintextLogin = plaintextLogin;
  }

  get remoteAddress(): string {
    return this.#peer.remoteAddress;
  }

  get secure(): boolean {
    return this.#peer.secure;
  }

  get mayLogIn(): boolean {
    return this.secure || this.#plaintextLogin;
  }

  /** Greets and serves until the connection ends. */
  async run(): Promise<void> {
    this.send(`* OK [CAPABILITY ${capabilities(this)}] ${this.#welcome}\r\n`);
    for (;;) {
      const frame = await this.#nextFrame();
      if (!frame) return;
      try {
        if (frame.kind === 'command') await this.#serve(frame.bytes);
        else if (frame.kind === 'continue') this.send('+ go on\r\n');
        else this.#refuseLength(frame);
      } catch (error) {
        this.#log.error('imap.sessionFailed', { error: messageOf(error) });
        this.bye('internal error');
      }
    }
  }

  /** Ends the session with a word, as at shutdown. */
  bye(words: string): void {
    if (this.#closed) return;
    this.send(`* BYE ${words}\r\n`);
    this.#end();
  }

  turnAway({ words }: NotAdmitted): void {
    this.bye(words);
  }

  stop(): void {
    this.bye('server stops');
  }

  onData(chunk: Uint8Array): void {
    for (const frame of this.#framer.push(chunk)) {
      this.#queue.push(frame);
      if (frame.kind === 'command') this.#queuedBytes += frame.bytes.length;
    }
    if (this.#queuedBytes > queuePauseBytes) this.#peer.pause();
    this.#wake?.();
  }

  onClose(): void {
    this.#closed = true;
    this.#live.dispose();
    this.#timer?.dispose();
    this.#wake?.();
  }

  send(data: Uint8Array | string): void {
    if (data.length === 0) return;
    for (const line of toldAnswer(data)) this.#live.said('server', line);
    this.#peer.write(data);
  }

  drained(): Promise<void> {
    return this.#peer.drained();
  }

  async nextLine(): Promise<string | undefined> {
    for (;;) {
      const frame = await this.#nextFrame();
      if (frame?.kind === 'continue') this.send('+ go on\r\n');
      else if (frame?.kind === 'command') {
        const line = Buffer.from(frame.bytes).toString('utf8');
        // Whatever is no DONE of IDLE may be what signs somebody in.
        this.#live.said('client', /^done$/i.test(line) ? line : '***');
        return line;
      } else return undefined;
    }
  }

  onChange(listener: (mailboxId: number) => void): Disposable {
    return this.store.changed.on(listener);
  }

  flush(options: { expunges: boolean }): void {
    if (!this.view) return;
    const { enabled } = this;
    const telling = {
      ...options,
      modSeq: enabled.has('CONDSTORE'),
      vanished: enabled.has('QRESYNC'),
      recent: !enabled.has('IMAP4rev2'),
    };
    try {
      const lines = this.view.refresh(telling);
      if (lines.length > 0) this.send(lines.join(''));
    } catch (error) {
      if (!isMailError(error, 'mailbox.gone')) throw error;
      this.bye('the mailbox was deleted');
    }
  }

  signedIn(user: User): void {
    this.user = user;
    this.#live.signedIn(user.address);
  }

  loginFailed(): void {
    if (++this.#loginFailures >= loginAttemptsMax) this.afterReply = 'close';
  }

  async #serve(bytes: Uint8Array): Promise<void> {
    this.#live.said('client', toldCommand(bytes));
    const reader = new Reader(bytes, { utf8: speaksUtf8(this) });
    this.tag = '*';
    let command: Command | undefined;
    let reply: Reply;
    try {
      this.tag = reader.tag();
      reader.sp();
      command = readCommand(reader);
      reply = await runCommand(this, command);
    } catch (error) {
      reply = this.#replyTo(error);
    }
    if (this.#closed) return;
    if (reply.status === 'BAD' && ++this.#badCommands > badCommandsMax) return this.bye('too many bad commands');
    this.flush({ expunges: command ? mayTellExpunges(command) : false });
    this.send(replyLine(this.tag, reply));
    this.#afterReply();
  }

  #replyTo(error: unknown): Reply {
    if (error instanceof WireError) return bad(error.message);
    if (isMailError(error, 'mailbox.unknown')) return no('NONEXISTENT', 'no such mailbox');
    if (isMailError(error, 'message.unknown')) return bad('no such message');
    if (isMailError(error, 'mailbox.refused')) {
      const reason = error.data['reason'];
      return no(reason === 'exists' ? 'ALREADYEXISTS' : reason === 'limit' ? 'LIMIT' : 'CANNOT');
    }
    this.#log.error('imap.commandFailed', { error: messageOf(error) });
    return no('SERVERBUG', 'internal error');
  }

  #afterReply(): void {
    const next = this.afterReply;
    this.afterReply = undefined;
    if (next === 'close') this.#end();
    if (next !== 'startTls' && next !== 'compress') return;
    // RFC 9051 §6.2.1: what came in the clear behind STARTTLS was not said by the one who will speak inside TLS.
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#framer = this.#newFramer();
    if (next === 'startTls') this.#peer.startTls();
    else {
      this.mayCompress = false;
      this.#peer.startCompression();
    }
  }

  #refuseLength(frame: Extract<Frame, { kind: 'tooLong' }>): void {
    this.send(replyLine(frame.tag, no('TOOBIG', 'too long')));
    if (frame.fatal) this.bye('too long');
  }

  async #nextFrame(): Promise<Frame | undefined> {
    this.#timer?.dispose();
    this.#timer = this.clock.after(this.user ? idleTimeoutMs : greetingTimeoutMs, () =>
      this.bye('silent for too long'),
    );
    while (this.#queue.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#timer.dispose();
    if (this.#closed) return undefined;
    const frame = this.#queue.shift();
    if (frame?.kind === 'command') this.#queuedBytes -= frame.bytes.length;
    if (this.#queuedBytes <= queuePauseBytes) this.#peer.resume();
    return frame;
  }

  #newFramer(): Framer {
    return new Framer({ lineMaxBytes, literalMaxBytes: (command) => this.#literalMax(command) });
  }

  /** Strangers get little room; only APPEND's last literal is a message. */
  #literalMax({ start, bytes, literals }: CommandSoFar): number {
    if (literals > listMax) return 0;
    if (!this.user) return Math.max(0, Math.min(4_096, 16_384 - bytes));
    // All messages of one APPEND together, and its names beside them.
    if (/^\S+ append /i.test(start))
      return Math.max(0, Math.min(messageMaxBytes, messageMaxBytes + commandMaxBytes - bytes));
    return Math.max(0, Math.min(literalMaxBytes, commandMaxBytes - bytes));
  }

  #end(): void {
    this.#closed = true;
    this.#live.dispose();
    this.#timer?.dispose();
    this.#peer.end();
    this.#wake?.();
  }
}
