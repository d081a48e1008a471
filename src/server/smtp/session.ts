import { sleep } from '../../base/clock.ts';
import { messageOf } from '../../base/errors.ts';
import { readCommand } from '../../mail/wire/smtp/command.ts';
import { type Line, LineReader } from '../../mail/wire/smtp/lineReader.ts';
import type { MailCommand } from '../../mail/wire/smtp/mail.ts';
import { type Reply, reply } from '../../mail/wire/smtp/reply.ts';
import {
  contentStepBytes,
  loginAttemptsMax,
  messageMaxBytes,
  queuePauseBytes,
  smtpBadCommandsMax,
  smtpTimeoutMs,
  unknownRecipientsMax,
} from '../limits.ts';
import type { Peer, PeerHandlers } from '../listen.ts';
import type { Fault } from '../sandbox/faults.ts';
import type { LiveSession } from '../sessions/sessions.ts';
import type { User } from '../store/users.ts';
import { Answers } from './answers.ts';
import { commands } from './commands.ts';
import { Content, type HeldBytes } from './content.ts';
import type { Greeting, Incoming, SmtpContext, SmtpSettings, Transaction } from './context.ts';
import { type SmtpStage, stageOf } from './faultStage.ts';
import { defectReplies, isHttp, masked } from './strayLines.ts';

/**
 * One client's SMTP session (RFC 5321). What comes is read in the order of its coming: a command, or a piece of a message;
 * while an answer is not there yet (a password is checked, a mail is stored), what was pipelined behind it waits.
 */
export class SmtpSession implements SmtpContext, PeerHandlers {
  readonly settings: SmtpSettings;
  readonly hostName: string;
  greeting: Greeting | undefined;
  user: User | undefined;
  signedInAs = '';
  transaction: Transaction | undefined;
  afterReply: 'close' | 'startTls' | undefined;
  /** When the client will have been silent, or slow, for too long. */
  deadline: number;
  readonly #peer: Peer;
  readonly #held: HeldBytes;
  readonly #live: LiveSession;
  readonly #answers: Answers;
  readonly #onClosed: () => void;
  readonly #input = new LineReader();
  #incoming: Incoming | undefined;
  /** Bytes of the message since the deadline was moved. */
  #stepBytes = 0;
  #messageBytes = 0;
  #lineWaiter: ((line: string | undefined) => void) | undefined;
  /** Answers and waits that are under way. */
  #pending = 0;
  /** A mail is being stored: what became of it is told before anything ends. */
  #finishing = false;
  #lastWords = '';
  #paused = false;
  #closed = false;
  #transactions = 0;
  #badCommands = 0;
  #loginFailures = 0;
  #unknownRecipients = 0;

  constructor(peer: Peer, settings: SmtpSettings, { held, onClosed }: { held: HeldBytes; onClosed: () => void }) {
    this.#peer = peer;
    this.settings = settings;
    this.#held = held;
    this.#onClosed = onClosed;
    this.hostName = settings.greetings.hostName;
    this.deadline = settings.clock.now() + smtpTimeoutMs;
    const { remoteAddress } = peer;
    this.#live = settings.sessions.open({ protocol: 'smtp', remoteAddress, cut: () => this.bye('cut') });
    this.#answers = new Answers({ peer, live: this.#live, clock: settings.clock });
  }

  get remoteAddress(): string {
    return this.#peer.remoteAddress;
  }

  get secure(): boolean {
    return this.#peer.secure;
  }

  get mayLogIn(): boolean {
    return this.secure || this.settings.plaintextLogin;
  }

  get waiting(): number {
    return this.#input.waiting;
  }

  /** Greets (RFC 5321 §3.1), or says why not. */
  start(): void {
    const refused = this.settings.gate?.admit('smtp', this.remoteAddress);
    if (refused) {
      this.#answers.say(refused.later ? reply(421, '4.7.0', refused.words) : reply(554, '5.7.1', refused.words));
      this.#flush();
      this.#end();
      return;
    }
    const welcome = reply(220, '', `${this.hostName} ESMTP ${this.settings.greetings.welcome('smtp')}`);
    const fault = this.#faultAt('connect');
    this.#answer(fault ? this.#struck(fault, () => welcome) : welcome);
    this.#flush();
  }

  /** Ends the session with a word, as at shutdown. */
  bye(words: string): void {
    if (this.#closed) return;
    if (this.#finishing) {
      this.#lastWords = words;
      return;
    }
    this.#answers.say(reply(421, '4.3.2', words));
    this.#flush();
    this.#end();
  }

  onData(chunk: Uint8Array): void {
    if (this.#closed) return;
    this.#input.push(chunk);
    this.#work();
    if (this.#paused || this.#input.waiting <= queuePauseBytes) return;
    this.#paused = true;
    this.#peer.pause();
  }

  onClose(): void {
    if (!this.#closed) this.#live.said('note', 'the client is gone');
    this.#release();
  }

  begin(mail: MailCommand): void {
    const id = `${this.settings.clock.now().toString(36)}-${this.#live.id.toString(36)}-${(++this.#transactions).toString(36)}`;
    this.transaction = { id, mail, recipients: [], refused: 0, admitted: false, content: undefined, spoilt: false };
  }

  reset(): void {
    if (this.transaction) this.settings.delivery.announce(this, false);
    this.transaction?.content?.drop();
    this.transaction = undefined;
  }

  newContent({ dots }: { readonly dots: boolean }): Content {
    return new Content({ held: this.#held, dots });
  }

  receive(incoming: Incoming): void {
    this.#incoming = incoming;
    this.#stepBytes = 0;
    this.#messageBytes = 0;
  }

  challenge(words: string): Promise<string | undefined> {
    this.#answers.say(reply(334, '', words));
    this.#flush();
    return new Promise((resolve) => {
      this.#lineWaiter = resolve;
      this.#work();
    });
  }

  signedIn(name: string, user: User | undefined): void {
    this.signedInAs = name || 'sandbox';
    this.user = user;
    this.#live.signedIn(this.signedInAs);
  }

  loginFailed(): boolean {
    return ++this.#loginFailures >= loginAttemptsMax;
  }

  recipientUnknown(): boolean {
    return ++this.#unknownRecipients > unknownRecipientsMax;
  }

  /** Reads on as far as what came goes, unless an answer is still to come. */
  #work(): void {
    for (;;) {
      if (this.#closed) return;
      if (this.#lineWaiter) {
        const line = this.#input.line();
        if (!line) break;
        this.#give(line);
      } else if (this.#pending > 0 || !this.#step()) {
        break;
      }
    }
    this.#flush();
    if (!this.#paused || this.#input.waiting > queuePauseBytes) return;
    this.#paused = false;
    this.#peer.resume();
  }

  /** False: more must come first. */
  #step(): boolean {
    if (this.#incoming) return this.#stepMessage(this.#incoming);
    const line = this.#input.line();
    if (!line) return false;
    this.deadline = this.settings.clock.now() + smtpTimeoutMs;
    this.#answer(this.#run(line));
    return true;
  }

  #stepMessage(incoming: Incoming): boolean {
    if (!incoming.ended) {
      const chunk = this.#input.rest();
      if (chunk.length === 0) return false;
      const used = incoming.push(chunk);
      this.#input.unread(chunk.subarray(used));
      this.#count(used);
      if (this.#answers.bytesPerSecond > 0) this.#later(this.#answers.pace(used));
    }
    if (!incoming.ended) return this.#pending === 0;
    this.#incoming = undefined;
    this.deadline = this.settings.clock.now() + smtpTimeoutMs;
    this.#live.said('note', `${this.#messageBytes} bytes of a message`);
    this.#finishing = true;
    const fault = this.#faultAt('end');
    this.#answer(
      fault
        ? this.#struck(
            fault,
            () => incoming.finish(),
            () => this.#giveUp(incoming),
          )
        : incoming.finish(),
    );
    return true;
  }

  #giveUp(incoming: Incoming): void {
    incoming.drop();
    this.reset();
  }

  #count(bytes: number): void {
    this.#messageBytes += bytes;
    this.#stepBytes += bytes;
    if (this.#stepBytes >= contentStepBytes) {
      this.#stepBytes = 0;
      this.deadline = this.settings.clock.now() + smtpTimeoutMs;
    }
    // What is refused anyway is read to its end, but not for ever.
    if (this.#messageBytes > 2 * messageMaxBytes) {
      this.#answers.say(reply(552, '5.3.4', 'message too large'));
      this.#flush();
      this.#end();
    }
  }

  #run(line: Line): Reply | undefined | Promise<Reply | undefined> {
    if ('defect' in line) {
      this.#live.said('note', `a line refused: ${line.defect}`);
      if (line.defect === 'flood') this.afterReply = 'close';
      return this.#misunderstood(defectReplies[line.defect]);
    }
    const command = readCommand(line.text);
    if (this.transaction) this.settings.delivery.announce(this, true);
    this.#live.said('client', masked(command));
    const handler = commands.get(command.verb);
    if (!handler) {
      if (!this.greeting && isHttp(command)) {
        this.afterReply = 'close';
        return reply(421, '4.7.0', 'this is SMTP');
      }
      return this.#misunderstood(reply(500, '5.5.1', 'no such command'));
    }
    const stage = stageOf(command.verb);
    const fault = stage && this.#faultAt(stage, command.argument);
    return fault ? this.#struck(fault, () => handler(this, command.argument)) : handler(this, command.argument);
  }

  #misunderstood(answer: Reply): Reply {
    if (++this.#badCommands <= smtpBadCommandsMax) return answer;
    this.afterReply = 'close';
    return reply(421, '4.7.0', 'too many bad commands');
  }

  #answer(outcome: Reply | undefined | Promise<Reply | undefined>): void {
    if (outcome instanceof Promise) this.#later(outcome.then((answer) => this.#answered(answer)));
    else this.#answered(outcome);
  }

  /** Nothing is read until `work` is over. */
  #later(work: Promise<unknown>): void {
    this.#pending++;
    work
      .catch((error: unknown) => {
        this.settings.log.error('smtp.commandFailed', { error: messageOf(error) });
        this.#answered(reply(451, '4.3.0', 'internal error'));
      })
      .finally(() => {
        this.#pending--;
        this.#work();
      });
  }

  #answered(answer: Reply | undefined): void {
    if (this.#closed) return;
    if (answer) this.#answers.say(answer);
    this.#finishing = false;
    if (this.#lastWords !== '') this.bye(this.#lastWords);
    const next = this.afterReply;
    this.afterReply = undefined;
    if (!next || this.#closed) return;
    this.#flush();
    if (next === 'close') this.#end();
    else this.#secure();
  }

  #secure(): void {
    // RFC 3207 §4.2: what came in the clear behind STARTTLS was not said by the one who will speak inside TLS.
    this.#input.clear();
    this.reset();
    this.greeting = undefined;
    this.user = undefined;
    this.signedInAs = '';
    this.#peer.startTls();
  }

  #give(line: Line): void {
    this.deadline = this.settings.clock.now() + smtpTimeoutMs;
    this.#live.said('client', '***'); // A part of a sign-in.
    const waiter = this.#lineWaiter;
    this.#lineWaiter = undefined;
    waiter?.('text' in line ? line.text : '*');
  }

  #flush(): void {
    const wait = this.#answers.flush();
    if (wait) this.#later(wait);
  }

  #faultAt(stage: SmtpStage, said = ''): Fault | undefined {
    const { faults } = this.settings;
    if (!faults || faults.rules.length === 0) return undefined;
    const { transaction, remoteAddress, signedInAs } = this;
    const from = stage === 'mail' ? said : (transaction?.mail.from ?? '');
    const recipient = stage === 'rcpt' ? said : (transaction?.recipients[0]?.to ?? '');
    return faults.at(stage, { remoteAddress, user: signedInAs, from, recipient });
  }

  /** Waits, goes on slowly, refuses or cuts, as the fault has it; else does what is right. */
  async #struck(
    { delayMs, bytesPerSecond, refusal, cut }: Fault,
    proceed: () => Reply | undefined | Promise<Reply | undefined>,
    giveUp: () => void = () => {},
  ): Promise<Reply | undefined> {
    if (bytesPerSecond > 0) this.#answers.bytesPerSecond = bytesPerSecond;
    if (delayMs > 0) await sleep(this.settings.clock, delayMs);
    if (this.#closed) return undefined;
    if (!refusal && !cut) return proceed();
    giveUp();
    if (refusal) return reply(refusal.code, '', refusal.words);
    this.#live.said('note', 'cut by a fault');
    this.#release();
    this.#peer.destroy();
    return undefined;
  }

  #end(): void {
    this.#release();
    this.#peer.end();
  }

  /** Lets go of all that the session held; the first time only. */
  #release(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#incoming?.drop();
    this.#incoming = undefined;
    this.reset();
    this.#input.clear();
    const waiter = this.#lineWaiter;
    this.#lineWaiter = undefined;
    waiter?.(undefined);
    this.#live.dispose();
    this.#onClosed();
  }
}
