import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/dispose.ts';
import { messageOf } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { maskedCommand, readCommand } from '../../mail/wire/pop3/command.ts';
import { commandMaxBytes, saslLineMaxBytes } from '../../mail/wire/pop3/limits.ts';
import { type Line, LineCutter } from '../../mail/wire/pop3/lines.ts';
import { writeLines, writeMultiline } from '../../mail/wire/pop3/multiline.ts';
import { writeStatus } from '../../mail/wire/pop3/status.ts';
import { greetingTimeoutMs, loginAttemptsMax, queuePauseBytes } from '../limits.ts';
import type { Peer } from '../listen.ts';
import type { LoginGuard, LoginResult, SignIn } from '../loginGuard.ts';
import type { NotAdmitted } from '../people/gate.ts';
import type { Greetings } from '../services/greetings.ts';
import type { ServedSession } from '../sessions/serveSessions.ts';
import type { LiveSession, Sessions } from '../sessions/sessions.ts';
import type { User } from '../store/users.ts';
import { runCommand } from './commands.ts';
import type { Pop3Context } from './context.ts';
import { badCommandsMax, idleTimeoutMs } from './limits.ts';
import type { Maildrop, Maildrops } from './maildrop.ts';
import { bad, err, type Reply } from './reply.ts';

export interface SessionDependencies {
  readonly maildrops: Maildrops;
  readonly guard: Pick<LoginGuard, 'logIn'>;
  readonly sessions: Sessions;
  readonly greetings: Pick<Greetings, 'welcome'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Passwords may cross without TLS. */
  readonly plaintextLogin: boolean;
}

/** One client's POP3 session (RFC 1939): its commands run one after another, in the order in which they came. */
export class Pop3Session implements Pop3Context, ServedSession {
  maildrop: Maildrop | undefined;
  claimedUser = '';
  afterReply: 'close' | 'startTls' | undefined;
  readonly #peer: Peer;
  readonly #dependencies: SessionDependencies;
  readonly #live: LiveSession;
  #lines = new LineCutter();
  #queue: Line[] = [];
  #queuedBytes = 0;
  #lineMaxBytes = commandMaxBytes;
  #wake: (() => void) | undefined;
  #closed = false;
  #badCommands = 0;
  #loginFailures = 0;
  #timer: Disposable | undefined;

  constructor(peer: Peer, dependencies: SessionDependencies) {
    this.#peer = peer;
    this.#dependencies = dependencies;
    const { remoteAddress } = peer;
    this.#live = dependencies.sessions.open({ protocol: 'pop3', remoteAddress, cut: () => this.end() });
  }

  get secure(): boolean {
    return this.#peer.secure;
  }

  get mayLogIn(): boolean {
    return this.secure || this.#dependencies.plaintextLogin;
  }

  /** Greets and serves until the connection ends. */
  async run(): Promise<void> {
    this.#say(`+OK ${this.#dependencies.greetings.welcome('pop3')}`);
    for (;;) {
      const line = await this.#nextLine();
      if (!line) return;
      try {
        await this.#serve(line);
      } catch (error) {
        this.#dependencies.log.error('pop3.commandFailed', { error: messageOf(error) });
        this.#say(writeStatus(err('SYS/TEMP', 'internal error')));
        this.#afterReply();
      }
    }
  }

  /** Instead of {@link run}: says why nobody is served. */
  turnAway({ later, words }: NotAdmitted): void {
    this.#say(writeStatus(err(later ? 'SYS/TEMP' : 'SYS/PERM', words)));
    this.end();
  }

  /** Ends the connection; what is marked stays (RFC 1939 §6). */
  end(): void {
    if (this.#closed) return;
    this.#onEnded();
    this.#peer.end();
  }

  stop(): void {
    this.end();
  }

  onData(chunk: Uint8Array): void {
    for (const line of this.#lines.push(chunk, this.#lineMaxBytes)) {
      this.#queue.push(line);
      this.#queuedBytes += bytesOf(line);
    }
    if (this.#queuedBytes > queuePauseBytes) this.#peer.pause();
    this.#wake?.();
  }

  onClose(): void {
    if (!this.#closed) this.#onEnded();
  }

  logIn({ name, password }: Pick<SignIn, 'name' | 'password'>): Promise<LoginResult> {
    const { remoteAddress } = this.#peer;
    return this.#dependencies.guard.logIn({ protocol: 'pop3', name, password, remoteAddress });
  }

  enter(user: User): boolean {
    if (this.#closed) return false; // It went while the password was checked: nobody would let go of the lock.
    this.maildrop = this.#dependencies.maildrops.open(user);
    if (this.maildrop) this.#live.signedIn(user.address);
    return this.maildrop !== undefined;
  }

  loginFailed(): void {
    if (++this.#loginFailures >= loginAttemptsMax) this.afterReply = 'close';
  }

  async ask(challenge: string): Promise<string | undefined> {
    this.#lineMaxBytes = saslLineMaxBytes;
    this.#say(`+ ${challenge}`);
    const line = await this.#nextLine();
    this.#lineMaxBytes = commandMaxBytes;
    this.#live.said('client', '***');
    return line?.kind === 'line' ? textOf(line.bytes) : undefined;
  }

  async #serve(line: Line): Promise<void> {
    const reply = await this.#replyTo(line);
    if (this.#closed) return;
    await this.#send(reply);
    if (reply.bad && ++this.#badCommands >= badCommandsMax) return this.end();
    this.#afterReply();
  }

  async #replyTo(line: Line): Promise<Reply> {
    if (line.kind === 'tooLong') return bad('line too long');
    const text = textOf(line.bytes);
    this.#live.said('client', maskedCommand(text));
    if (text.includes('\0')) return bad('no NUL, please');
    const command = readCommand(text);
    if (command.name === 'unknown') return bad('unknown command');
    if (command.name === 'syntax') return bad('arguments not understood');
    return runCommand(this, command);
  }

  /** A reply leaves in one piece; the next command waits until the client took enough of it. */
  async #send(reply: Reply): Promise<void> {
    const status = writeStatus(reply);
    this.#live.said('server', status);
    if (reply.message) {
      this.#peer.write(Buffer.concat([Buffer.from(`${status}\r\n`, 'latin1'), writeMultiline(reply.message)]));
    } else {
      this.#peer.write(`${status}\r\n${reply.lines ? writeLines(reply.lines) : ''}`);
    }
    await this.#peer.drained();
  }

  #say(line: string): void {
    if (this.#closed) return;
    this.#live.said('server', line);
    this.#peer.write(`${line}\r\n`);
  }

  #afterReply(): void {
    const next = this.afterReply;
    this.afterReply = undefined;
    if (next === 'close') this.end();
    if (next !== 'startTls' || this.#closed) return;
    // RFC 2595 §4: what came in the clear behind STLS was not said by the one who will speak inside TLS.
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#lines = new LineCutter();
    this.#peer.startTls();
  }

  async #nextLine(): Promise<Line | undefined> {
    this.#timer?.dispose();
    this.#timer = this.#dependencies.clock.after(this.maildrop ? idleTimeoutMs : greetingTimeoutMs, () => this.end());
    while (this.#queue.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#timer.dispose();
    if (this.#closed) return undefined;
    const line = this.#queue.shift();
    if (line) this.#queuedBytes -= bytesOf(line);
    if (this.#queuedBytes <= queuePauseBytes) this.#peer.resume();
    return line;
  }

  #onEnded(): void {
    this.#closed = true;
    this.#timer?.dispose();
    this.maildrop?.dispose();
    this.#live.dispose();
    this.#wake?.();
  }
}

/** What a line takes while it waits; an empty one takes something, too. */
function bytesOf(line: Line): number {
  return (line.kind === 'line' ? line.bytes.length : 0) + 64;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
