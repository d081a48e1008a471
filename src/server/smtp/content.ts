import { ContentScanner } from '../../mail/wire/smtp/contentScanner.ts';
import { type Reply, reply } from '../../mail/wire/smtp/reply.ts';
import { contentHeldMaxBytes, messageMaxBytes } from '../limits.ts';

/** Bytes of messages that are on their way in, on all connections of a server. */
export class HeldBytes {
  #held = 0;

  /** False: there is no room for them now. */
  take(bytes: number): boolean {
    if (this.#held + bytes > contentHeldMaxBytes) return false;
    this.#held += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#held -= bytes;
  }
}

/** A message as it comes in, by DATA or by chunks of BDAT; held whole within limits, and looked through for what is refused. */
export class Content {
  readonly #held: HeldBytes;
  readonly #scanner: ContentScanner;
  #pieces: Uint8Array[] = [];
  #size = 0;
  #problem: Reply | undefined;

  constructor({ held, dots }: { readonly held: HeldBytes; readonly dots: boolean }) {
    this.#held = held;
    this.#scanner = new ContentScanner({ dots, keep: (piece) => this.#keep(piece) });
  }

  /** Gives how much of the chunk was the message's. */
  push(chunk: Uint8Array): number {
    return this.#scanner.push(chunk);
  }

  /** The final dot was read. */
  get ended(): boolean {
    return this.#scanner.ended;
  }

  /** Why it cannot be taken, as far as is known by now. */
  get problem(): Reply | undefined {
    const { defect } = this.#scanner;
    if (defect === 'nul') return reply(550, '5.6.0', 'the message holds a NUL (RFC 2045 2.8)');
    if (defect) return reply(550, '5.5.2', 'a CR or LF stands alone: lines end in CR LF (RFC 5321 2.3.8)');
    return this.#problem;
  }

  /** The whole message; nothing more comes. */
  finish(): Uint8Array {
    this.#scanner.finish();
    const [only] = this.#pieces;
    return only && this.#pieces.length === 1 ? only : Buffer.concat(this.#pieces);
  }

  /** Lets go of the bytes. */
  drop(): void {
    this.#held.give(this.#size);
    this.#size = 0;
    this.#pieces = [];
  }

  #keep(piece: Uint8Array): void {
    if (this.#problem) return;
    if (this.#size + piece.length > messageMaxBytes) this.#problem = reply(552, '5.3.4', 'message too large');
    else if (!this.#held.take(piece.length)) this.#problem = reply(452, '4.3.1', 'too much mail at once, try later');
    if (this.#problem) {
      this.drop();
      return;
    }
    this.#size += piece.length;
    this.#pieces.push(piece);
  }
}
