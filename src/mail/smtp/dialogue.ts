import { utf8 } from '../../base/bytes.ts';
import type { Clock } from '../../base/clock.ts';
import { dialogueLineMaxChars, dialogueMaxLines } from './limits.ts';
import { parseReply, type Reply } from './reply.ts';

export interface DialogueLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly side: 'client' | 'server';
  readonly text: string;
}

/** A command and what the server answered to it; undefined while it hasn't. */
export interface Exchange {
  readonly command: string;
  readonly reply: Reply | undefined;
}

/** What `command` is for the reply to the message itself, which comes after the final dot. */
export const contentCommand = '(message)';
const mask = '***';

/**
 * Everything said on a connection, credentials masked, and which reply belongs to which command: replies come in the
 * order of commands, also where several were sent at once (RFC 2920).
 */
export class Dialogue {
  readonly #clock: Clock;
  readonly #lines: DialogueLine[] = [];
  readonly #exchanges: { command: string; reply: Reply | undefined }[] = [];
  readonly #secrets: string[] = [];
  /** What the server offered to the mails before this one on the same connection. */
  #offered: ReadonlyMap<string, string> = new Map();
  #unanswered = 0;
  #authenticating = false;

  readonly #onLine: () => void;

  /** `onLine` runs after each line. */
  constructor(clock: Clock, onLine: () => void = () => {}) {
    this.#clock = clock;
    this.#onLine = onLine;
  }

  get lines(): readonly DialogueLine[] {
    return this.#lines;
  }

  /** Since the connection was opened. */
  get exchanges(): readonly Exchange[] {
    return this.#exchanges;
  }

  /** Every command on this connection has its reply. */
  get isQuiet(): boolean {
    return this.#unanswered === this.#exchanges.length;
  }

  /** The extensions of the last EHLO (RFC 5321 §4.1.1.1): keyword in capitals → its parameters. */
  get extensions(): ReadonlyMap<string, string> {
    const reply = this.#exchanges.findLast(
      ({ command, reply }) => /^EHLO /i.test(command) && reply?.code === 250,
    )?.reply;
    if (!reply) return this.#offered;
    const lines = reply.text.split('\n').slice(1);
    return new Map(
      lines.map((line): [string, string] => {
        const [keyword = '', parameters = ''] = line.split(/[ =](.*)/, 2);
        return [keyword.toUpperCase(), parameters];
      }),
    );
  }

  /** Another mail on the connection that `earlier` heard: nothing of it is repeated, but what it knew holds on. */
  follow(earlier: Dialogue): void {
    this.#offered = earlier.extensions;
    this.#secrets.push(...earlier.#secrets);
  }

  /** What follows is said on another connection; a command without its reply stays so. */
  reconnected(): void {
    this.#unanswered = this.#exchanges.length;
    this.#authenticating = false;
    this.#offered = new Map();
  }

  /** A server may say back what it was told: neither this text nor its base64 is ever kept. */
  hide(user: string, secret: string): void {
    const forms = [secret, base64(secret), base64(`\0${user}\0${secret}`)];
    this.#secrets.push(...forms.filter((form) => form.length > 3));
  }

  /** Hears a command as it leaves. */
  client(command: string): void {
    const isAnswer = this.#authenticating;
    this.#authenticating ||= /^AUTH /i.test(command);
    const shown = isAnswer ? mask : command.replace(/^(AUTH\s+\S+)\s.*/is, `$1 ${mask}`);
    this.#exchanges.push({ command: shown, reply: undefined });
    this.#note('client', shown);
  }

  /** Hears a whole reply. */
  server(raw: string): void {
    const reply = parseReply(this.#masked(raw));
    this.#note('server', this.#masked(raw));
    const waiting = this.#exchanges[this.#unanswered];
    if (!waiting) {
      this.#exchanges.push({ command: '', reply }); // The greeting, or words that nobody asked for.
      this.#unanswered = this.#exchanges.length;
      return;
    }
    waiting.reply = reply;
    this.#unanswered += 1;
    if (reply.code !== 334) this.#authenticating = false;
    if (waiting.command === 'DATA' && (reply.code === 354 || (reply.code >= 200 && reply.code < 300)))
      this.#exchanges.push({ command: contentCommand, reply: undefined });
  }

  #masked(text: string): string {
    return this.#secrets.reduce((masked, secret) => masked.replaceAll(secret, mask), text);
  }

  #note(side: DialogueLine['side'], text: string): void {
    if (this.#lines.length >= dialogueMaxLines) this.#lines.splice(dialogueMaxLines / 2, 1);
    this.#lines.push({ at: this.#clock.now(), side, text: text.slice(0, dialogueLineMaxChars) });
    this.#onLine();
  }
}

function base64(text: string): string {
  return btoa(Array.from(utf8(text), (byte) => String.fromCharCode(byte)).join(''));
}
