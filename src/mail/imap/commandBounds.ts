/** What one command may cost: a server that trickles, or never stops to speak, is left in the end. */
import { type Clock, withTimeout } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import * as limits from './limits.ts';

export interface CommandBoundsOptions {
  readonly clock: Clock;
  /** Ends the connection: what is said after a bound was passed can't be told apart from the answer to the next command. */
  readonly close: () => void;
}

export class CommandBounds {
  readonly #clock: Clock;
  readonly #close: () => void;
  #heardBytes = 0;
  #heardInAll = 0;
  #mostBytes: number = limits.commandMaxBytes;
  /** Why the connection was closed, or is about to be. */
  #passed: MailError | undefined;

  constructor({ clock, close }: CommandBoundsOptions) {
    this.#clock = clock;
    this.#close = close;
  }

  /** Counts what the server says, before any of it is kept. False: it has said too much and is no longer heard. */
  hear(byteCount: number): boolean {
    this.#heardInAll += byteCount;
    this.#heardBytes += byteCount;
    if (this.#passed) return false;
    if (this.#heardBytes <= this.#mostBytes) return true;
    this.#pass(new MailError('net.limit', { retry: 'later', data: { maxBytes: this.#mostBytes } }));
    return false;
  }

  /** Bytes that the server has said since the connection began; what a response costs beside them counts too. */
  get heardInAll(): number {
    return this.#heardInAll;
  }

  /** Why the line is about to end, where that is known: a limit of the library's, or silence. */
  note(error: MailError): void {
    if (error.code === 'net.limit' || error.code === 'net.timeout') this.#passed ??= error;
  }

  /** IDLE begins: what is told there is counted from now on. */
  reset(): void {
    this.#heardBytes = 0;
  }

  /**
   * Runs one command, in a mailbox of `exists` messages. Throws `net.timeout` after `maxMs`, `net.limit` past
   * {@link limits.commandMaxBytes} and {@link limits.rowMaxBytes} for each message, and what `work` throws.
   */
  async run<T>(work: () => Promise<T>, { exists = 0, maxMs = limits.commandMaxMs } = {}): Promise<T> {
    this.#heardBytes = 0;
    this.#mostBytes = limits.commandMaxBytes + exists * limits.rowMaxBytes;
    const onTimeout = () => this.#pass(new MailError('net.timeout', { retry: 'later', data: { maxMs } }));
    try {
      return await withTimeout(this.#clock, maxMs, work, { onTimeout });
    } catch (error) {
      throw this.#passed ?? error;
    }
  }

  #pass(error: MailError): MailError {
    this.#passed = error;
    this.#close();
    return error;
  }
}

/** A count of EXISTS. It is not optional (RFC 9051 §6.3.2), and no mailbox has billions. Throws `mailbox.refused`. */
export function believable(exists: number | undefined): number {
  if (exists !== undefined && exists <= limits.mailboxMaxMessages) return exists;
  throw new MailError('mailbox.refused', { retry: 'later', data: { serverSaid: `${exists ?? 'no'} EXISTS` } });
}
