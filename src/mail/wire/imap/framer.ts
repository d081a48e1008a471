/**
 * Cuts what a client sends into commands: lines, with the literals they announce inline (RFC 9051 §2.2.1, §4.3, RFC 7888).
 * Bytes in, frames out; no socket and no clock.
 */

export type Frame =
  /** One whole command without its last CRLF, literals inline. */
  | { readonly kind: 'command'; readonly bytes: Uint8Array }
  /** The client waits for `+` before it sends its literal. */
  | { readonly kind: 'continue' }
  /** A literal or line past its limit. `fatal`: the bytes come unasked, so the session must end. */
  | { readonly kind: 'tooLong'; readonly tag: string; readonly fatal: boolean };

export interface FramerLimits {
  readonly lineMaxBytes: number;
  /** The largest literal that may come next in the command at hand. */
  literalMaxBytes(command: CommandSoFar): number;
}

export interface CommandSoFar {
  /** The first characters of its first line. */
  readonly start: string;
  readonly bytes: number;
  readonly literals: number;
}

export class Framer {
  readonly #limits: FramerLimits;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #command: Uint8Array[] = [];
  #commandBytes = 0;
  #literals = 0;
  #literalLeft = 0;
  #dead = false;

  constructor(limits: FramerLimits) {
    this.#limits = limits;
  }

  /** Bytes that wait for the rest of their line; a client that sends many before STARTTLS is injecting. */
  get heldBytes(): number {
    return this.#pendingBytes;
  }

  /** Takes the next bytes and gives the frames that they complete, in order. */
  push(chunk: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    if (this.#dead) return frames;
    this.#pending.push(Buffer.from(chunk));
    this.#pendingBytes += chunk.length;
    while (!this.#dead && this.#step(frames));
    return frames;
  }

  #step(frames: Frame[]): boolean {
    if (this.#literalLeft > 0) return this.#takeLiteral();
    if (this.#pendingBytes === 0) return false;
    const last = this.#pending.at(-1);
    const hasLine = last?.includes(0x0a) || (this.#pending.length > 1 && this.#joined().includes(0x0a));
    if (!hasLine) {
      if (this.#pendingBytes > this.#limits.lineMaxBytes) this.#fail(frames, true);
      return false;
    }
    const joined = this.#joined();
    const lineEnd = joined.indexOf(0x0a);
    if (lineEnd > this.#limits.lineMaxBytes) {
      this.#fail(frames, true);
      return false;
    }
    this.#setPending(joined.subarray(lineEnd + 1));
    this.#takeLine(joined.subarray(0, lineEnd > 0 && joined[lineEnd - 1] === 0x0d ? lineEnd - 1 : lineEnd), frames);
    return true;
  }

  #takeLine(line: Buffer, frames: Frame[]): void {
    const announced = /\{(\d{1,15})([+-]?)\}$/.exec(line.subarray(-20).toString('latin1'));
    if (!announced) {
      frames.push({ kind: 'command', bytes: Buffer.concat([...this.#command, line]) });
      this.#forget();
      return;
    }
    const length = Number(announced[1]);
    const isSync = announced[2] === '';
    this.#command.push(Buffer.concat([line, crlf]));
    this.#commandBytes += line.length + 2;
    const start = Buffer.from(this.#command[0] ?? line)
      .subarray(0, 100)
      .toString('latin1');
    const context = { start, bytes: this.#commandBytes, literals: this.#literals };
    if (length > this.#limits.literalMaxBytes(context)) {
      this.#fail(frames, !isSync);
      return;
    }
    this.#commandBytes += length;
    this.#literals++;
    this.#literalLeft = length;
    if (isSync) frames.push({ kind: 'continue' });
  }

  #takeLiteral(): boolean {
    const first = this.#pending.shift();
    if (!first) return false;
    const part = first.subarray(0, this.#literalLeft);
    this.#command.push(part);
    this.#literalLeft -= part.length;
    this.#pendingBytes -= part.length;
    if (part.length < first.length) this.#pending.unshift(first.subarray(part.length));
    return true;
  }

  #fail(frames: Frame[], fatal: boolean): void {
    const start = Buffer.concat([...this.#command, ...this.#pending.slice(0, 1)]).subarray(0, 100);
    const tag = /^[^\x00-\x20(){%*"\\+\x7f-\xff]{1,60}(?= )/.exec(start.toString('latin1'))?.[0] ?? '*';
    frames.push({ kind: 'tooLong', tag, fatal });
    this.#forget();
    this.#dead = fatal;
    if (fatal) this.#setPending(Buffer.alloc(0));
  }

  #forget(): void {
    this.#command = [];
    this.#commandBytes = 0;
    this.#literals = 0;
  }

  #joined(): Buffer {
    const [first, ...more] = this.#pending;
    if (first && more.length === 0) return first;
    const joined = Buffer.concat(this.#pending);
    this.#setPending(joined);
    return joined;
  }

  #setPending(bytes: Buffer): void {
    this.#pending = bytes.length > 0 ? [bytes] : [];
    this.#pendingBytes = bytes.length;
  }
}

const crlf = Buffer.from('\r\n', 'latin1');
