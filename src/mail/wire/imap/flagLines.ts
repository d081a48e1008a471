/**
 * The plainest FETCH responses, read in runs straight from the bytes: a sweep of the flags of 100,000 messages consists of
 * `* 5 FETCH (UID 9 FLAGS (\Seen))`, and an object for each line costs more than the server takes to send it.
 */

/** One message's UID and flags. Equal flags are one object, so that they are compared without reading them. */
export type OnFlags = (uid: number, flags: readonly string[]) => void;

/** Reads whole lines by position. Wherever one is not as expected, it says no, and the line is read by another. */
abstract class LineReader {
  protected chunk: Uint8Array = new Uint8Array();
  protected at = 0;
  protected uid = 0;

  /**
   * Reads whole lines from `from` on and tells each, and its bytes. Gives where the first begins that is anything else, or
   * has not all come yet: that one is for a reader of all responses (RFC 9051 §7.5.2).
   */
  read(chunk: Uint8Array, from: number, onTaken: (bytes: number) => void): number {
    this.chunk = chunk;
    this.at = from;
    for (;;) {
      const start = this.at;
      if (!this.skip(STAR) || this.number() === 0 || !this.skip(FETCH)) return start;
      if (!this.items() || !this.skip(END)) return start;
      this.tell();
      onTaken(this.at - start);
    }
  }

  /** What stands between the parentheses. */
  protected abstract items(): boolean;
  protected abstract tell(): void;

  protected readUid(): boolean {
    this.uid = this.number();
    return this.uid > 0 && this.uid <= 0xffff_ffff;
  }

  protected readModSeq(): boolean {
    return this.skip(MODSEQ) && this.number() > 0 && this.skip(CLOSED);
  }

  /** Passes `text` by where it stands next. */
  protected skip(text: Uint8Array): boolean {
    const chunk = this.chunk;
    const start = this.at;
    for (let index = 0; index < text.length; index++) if (chunk[start + index] !== text[index]) return false;
    this.at = start + text.length;
    return true;
  }

  /** At most 19 digits; 0 where there is none. */
  protected number(): number {
    const chunk = this.chunk;
    let at = this.at;
    let value = 0;
    for (const end = at + 19; at < end; at++) {
      const digit = (chunk[at] ?? 0) - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    this.at = at;
    return value;
  }
}

/** `* 5 FETCH (UID 9 MODSEQ (12))`: a server's answer to our own UID STORE, also to a silent one (RFC 7162 §3.1.3). */
export class StoredLineReader extends LineReader {
  protected items(): boolean {
    return this.skip(UID) && this.readUid() && this.skip(SPACED) && this.readModSeq();
  }

  protected tell(): void {} // That the flags are as we asked is what the tagged OK says.
}

export class FlagLineReader extends LineReader {
  readonly #onFlags: OnFlags;
  /** Sets of flags met before, by a number made of their bytes. */
  readonly #known = new Map<number, KnownFlags>();
  #flags: readonly string[] = [];

  constructor(onFlags: OnFlags) {
    super();
    this.#onFlags = onFlags;
  }

  /** In whatever order: Cyrus says FLAGS first, and with CONDSTORE each also tells its MODSEQ. */
  protected items(): boolean {
    this.uid = 0;
    let hasFlags = false;
    do {
      if (this.skip(UID)) {
        if (!this.readUid()) return false;
      } else if (this.skip(FLAGS)) {
        if (!this.#readFlags()) return false;
        hasFlags = true;
      } else if (!this.readModSeq()) return false;
    } while (this.skip(SPACED));
    return this.uid > 0 && hasFlags;
  }

  protected tell(): void {
    this.#onFlags(this.uid, this.#flags);
  }

  /** Up to the closing parenthesis, and past it. */
  #readFlags(): boolean {
    const { chunk, at: start } = this;
    let at = start;
    let name = 0;
    for (;;) {
      const code = chunk[at];
      if (code === undefined || code < SPACE) return false;
      if (code === CLOSE) break;
      name = (Math.imul(name, 31) + code) | 0;
      at++;
    }
    this.at = at + 1;
    const known = this.#known.get(name);
    if (known && isSame(known.bytes, chunk, start, at)) {
      this.#flags = known.flags;
      return true;
    }
    const bytes = chunk.slice(start, at);
    this.#flags = words(bytes);
    if (!known && this.#known.size < knownMax) this.#known.set(name, { bytes, flags: this.#flags });
    return true;
  }
}

interface KnownFlags {
  readonly bytes: Uint8Array;
  readonly flags: readonly string[];
}

/** Sets of flags kept at hand. */
const knownMax = 500;
const SPACE = 0x20;
const CLOSE = 0x29;
const STAR = ascii('* ');
const FETCH = ascii(' FETCH (');
const UID = ascii('UID ');
const SPACED = ascii(' ');
const FLAGS = ascii('FLAGS (');
const MODSEQ = ascii('MODSEQ (');
const CLOSED = ascii(')');
const END = ascii(')\r\n');

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function isSame(known: Uint8Array, chunk: Uint8Array, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let index = 0; index < known.length; index++) if (known[index] !== chunk[start + index]) return false;
  return true;
}

function words(bytes: Uint8Array): readonly string[] {
  const text = Buffer.from(bytes).toString('latin1');
  return text.split(' ').filter((word) => word !== '');
}
