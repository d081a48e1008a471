/** Steps through one FETCH line by position; {@link FetchReader} says what it looks for. */
import { isAscii } from 'node:buffer';
import { nestingMax } from './limits.ts';

export const SPACE = 0x20;
const QUOTE = 0x22;
export const OPEN = 0x28;
export const CLOSE = 0x29;
const BACKSLASH = 0x5c;
const BRACE = 0x7b;
const TILDE = 0x7e;

/** The line is not a FETCH response; it ends the reading of that line only. */
export class BrokenLine extends Error {
  override readonly name = 'BrokenLine';
}

/**
 * Positions over the line as Latin-1 text, so that a position in the text is one in the bytes. What is skipped is never
 * made a string of: of a line of 500 bytes a list shows about 150.
 */
export class FetchScanner {
  readonly #text: string;
  readonly #literals: readonly Uint8Array[] | undefined;
  /** Nothing in it needs decoding: asked of the bytes once, not of each string. */
  readonly #ascii: boolean;
  #at = 0;
  #literalCount = 0;
  /** The next backslash at or after the last quoted string that was read; the text's length when there is none. */
  #backslashAt = -1;
  #skippedAt = 0;
  #skippedLiterals = 0;

  constructor(bytes: Uint8Array, literals: readonly Uint8Array[] | undefined) {
    this.#text = latin1(bytes);
    this.#literals = literals;
    this.#ascii = isAscii(bytes) && (literals === undefined || literals.every((literal) => isAscii(literal)));
  }

  /** `* n FETCH ` where present; gives n, else 0. */
  prefix(): number {
    if (this.peekIs(OPEN)) return 0;
    const text = this.#text;
    if (text.startsWith('* ')) this.#at = 2;
    const seq = this.number();
    const start = this.#at;
    if (seq > 0xffff_ffff || text.slice(start, start + 7).toUpperCase() !== ' FETCH ') throw new BrokenLine();
    this.#at = start + 7;
    return seq;
  }

  peekIs(code: number): boolean {
    return this.#text.charCodeAt(this.#at) === code;
  }

  skipIf(code: number): boolean {
    if (this.#text.charCodeAt(this.#at) !== code) return false;
    this.#at++;
    return true;
  }

  expect(code: number): void {
    if (this.#text.charCodeAt(this.#at++) !== code) throw new BrokenLine();
  }

  number(): number {
    let value = 0;
    const start = this.#at;
    for (;;) {
      const digit = this.#text.charCodeAt(this.#at) - 0x30;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
      this.#at++;
    }
    if (this.#at === start || value > Number.MAX_SAFE_INTEGER) throw new BrokenLine();
    return value;
  }

  /** Up to the next space or parenthesis. */
  atom(): string {
    const start = this.#at;
    this.#skipAtom();
    return this.#text.slice(start, this.#at);
  }

  /** An item's name in upper case, with its section: `BODY[HEADER.FIELDS (REFERENCES)]`. */
  itemName(): string {
    const start = this.#at;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (Number.isNaN(code) || code === SPACE || code === OPEN || code === CLOSE) break;
      if (code === 0x5b) {
        this.#at = this.#text.indexOf(']', this.#at);
        if (this.#at < 0) throw new BrokenLine();
      }
      this.#at++;
    }
    if (this.#at === start) throw new BrokenLine();
    return this.#text.slice(start, this.#at).toUpperCase();
  }

  nil(): boolean {
    const text = this.#text;
    // The lower-case bit of each letter set: n, i, l.
    const isNil =
      (text.charCodeAt(this.#at) | 0x20) === 0x6e &&
      (text.charCodeAt(this.#at + 1) | 0x20) === 0x69 &&
      (text.charCodeAt(this.#at + 2) | 0x20) === 0x6c;
    if (isNil) this.#at += 3;
    return isNil;
  }

  /** What stands between the parentheses of a list without lists in it. */
  parenthesised(): string {
    this.expect(OPEN);
    const end = this.#text.indexOf(')', this.#at);
    if (end < 0) throw new BrokenLine();
    const inner = this.#text.slice(this.#at, end);
    this.#at = end + 1;
    return inner;
  }

  /** nstring or astring as text, UTF-8 where it is not ASCII; NIL is empty. */
  string(): string {
    const raw = this.raw();
    return !this.#ascii && /[\x80-\xff]/.test(raw) ? Buffer.from(raw, 'latin1').toString('utf8') : raw;
  }

  /** The same with a byte per character, for header text whose charset is yet to be found. */
  raw(): string {
    const code = this.#text.charCodeAt(this.#at);
    if (code === QUOTE) return this.#quoted();
    if (code === BRACE || code === TILDE) return this.#literal();
    return this.nil() ? '' : this.atom();
  }

  /** Passes one value by and gives its bytes as they stand, for who knows them already; '' when they stand apart. */
  skipped(): string {
    this.#skippedAt = this.#at;
    this.#skippedLiterals = this.#literalCount;
    this.skipValue();
    const isWhole = this.#literals === undefined || this.#literalCount === this.#skippedLiterals;
    return isWhole ? this.#text.slice(this.#skippedAt, this.#at) : '';
  }

  /** Goes back to the beginning of what {@link skipped} passed by. */
  back(): void {
    this.#at = this.#skippedAt;
    this.#literalCount = this.#skippedLiterals;
    this.#backslashAt = -1;
  }

  /** Passes one value by, with all that is in it. */
  skipValue(): void {
    const text = this.#text;
    let depth = 0;
    do {
      const code = text.charCodeAt(this.#at);
      if (code === OPEN) {
        this.#at++;
        if (++depth > nestingMax) throw new BrokenLine();
      } else if (code === CLOSE) {
        this.#at++;
        depth--;
      } else if (code === QUOTE) this.#at = this.#closingQuote(this.#at + 1) + 1;
      else if (code === BRACE || code === TILDE) this.#literal();
      else if (code === SPACE && depth > 0) this.#at++;
      else this.#skipAtom();
    } while (depth > 0);
    if (depth < 0) throw new BrokenLine();
  }

  #skipAtom(): void {
    const text = this.#text;
    const start = this.#at;
    for (;;) {
      const code = text.charCodeAt(this.#at);
      if (Number.isNaN(code) || code <= SPACE || code === OPEN || code === CLOSE || code === QUOTE) break;
      this.#at++;
    }
    if (this.#at === start) throw new BrokenLine();
  }

  #quoted(): string {
    const start = this.#at + 1;
    const end = this.#closingQuote(start);
    this.#at = end + 1;
    const value = this.#text.slice(start, end);
    return this.#backslashAt < end ? value.replace(/\\(.)/gs, '$1') : value;
  }

  /** The position of the quote that ends the string whose text begins at `start`. */
  #closingQuote(start: number): number {
    const text = this.#text;
    if (this.#backslashAt < start) {
      const next = text.indexOf('\\', start);
      this.#backslashAt = next < 0 ? text.length : next;
    }
    const end = text.indexOf('"', start);
    if (end < 0) throw new BrokenLine();
    return end < this.#backslashAt ? end : this.#escapedClosingQuote(start);
  }

  #escapedClosingQuote(start: number): number {
    const text = this.#text;
    for (let at = start; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) return at;
      if (code === BACKSLASH) at++;
    }
    throw new BrokenLine();
  }

  #literal(): string {
    this.skipIf(TILDE);
    this.expect(BRACE);
    const length = this.number();
    this.skipIf(0x2b);
    this.expect(0x7d);
    this.skipIf(0x0d);
    this.expect(0x0a);
    if (this.#literals) {
      const given = this.#literals[this.#literalCount++];
      if (!given) throw new BrokenLine();
      return latin1(given);
    }
    const start = this.#at;
    this.#at += length;
    if (this.#at > this.#text.length) throw new BrokenLine();
    return this.#text.slice(start, this.#at);
  }
}

function latin1(bytes: Uint8Array): string {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString('latin1');
}
