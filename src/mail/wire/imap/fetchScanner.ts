/** Steps through one FETCH line by position; {@link readFetchResponse} says what it looks for. */
import { nestingMax } from './limits.ts';

export const SPACE = 0x20;
const QUOTE = 0x22;
export const OPEN = 0x28;
export const CLOSE = 0x29;
const BACKSLASH = 0x5c;
const BRACE = 0x7b;

/** The line is not a FETCH response; it ends the reading of that line only. */
export class BrokenLine extends Error {
  override readonly name = 'BrokenLine';
}

/** Positions over the line as Latin-1 text, so that a position in the text is one in the bytes. */
export class FetchScanner {
  readonly #text: string;
  readonly #literals: readonly Uint8Array[] | undefined;
  #at = 0;
  #literalCount = 0;

  constructor(bytes: Uint8Array, literals: readonly Uint8Array[] | undefined) {
    this.#text = latin1(bytes);
    this.#literals = literals;
  }

  /** `* n FETCH ` where present; gives n, else 0. */
  prefix(): number {
    if (this.peekIs(OPEN)) return 0;
    const match = /^(?:\* )?(\d{1,10}) FETCH /i.exec(this.#text.slice(0, 40));
    if (!match) throw new BrokenLine();
    this.#at = match[0].length;
    return Number(match[1]);
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
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (Number.isNaN(code) || code <= SPACE || code === OPEN || code === CLOSE || code === QUOTE) break;
      this.#at++;
    }
    if (this.#at === start) throw new BrokenLine();
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
    const first = this.#text.charCodeAt(this.#at);
    if (first !== 0x4e && first !== 0x6e) return false;
    if (this.#text.slice(this.#at, this.#at + 3).toUpperCase() !== 'NIL') return false;
    this.#at += 3;
    return true;
  }

  flags(): string[] {
    this.expect(OPEN);
    const end = this.#text.indexOf(')', this.#at);
    if (end < 0) throw new BrokenLine();
    const inner = this.#text.slice(this.#at, end);
    this.#at = end + 1;
    return inner === '' ? [] : inner.split(' ').filter((flag) => flag !== '');
  }

  parenthesised(): string {
    this.expect(OPEN);
    const value = this.atom();
    this.expect(CLOSE);
    return value;
  }

  /** nstring or astring as text, UTF-8 where it is not ASCII; NIL is empty. */
  string(): string {
    const raw = this.raw();
    return /[\x80-\xff]/.test(raw) ? Buffer.from(raw, 'latin1').toString('utf8') : raw;
  }

  /** The same with a byte per character, for header text whose charset is yet to be found. */
  raw(): string {
    const code = this.#text.charCodeAt(this.#at);
    if (code === QUOTE) return this.#quoted();
    if (code === BRACE || code === 0x7e) return this.#literal();
    return this.nil() ? '' : this.atom();
  }

  skipValue(depth: number): void {
    if (depth > nestingMax) throw new BrokenLine();
    if (!this.skipIf(OPEN)) {
      this.string();
      return;
    }
    while (!this.skipIf(CLOSE)) {
      this.skipValue(depth + 1);
      this.skipIf(SPACE);
    }
  }

  #quoted(): string {
    const start = ++this.#at;
    const text = this.#text;
    let escaped = false;
    for (;;) {
      const code = text.charCodeAt(this.#at);
      if (code === QUOTE) break;
      if (Number.isNaN(code) || code === 0x0a) throw new BrokenLine();
      if (code === BACKSLASH) {
        escaped = true;
        this.#at++;
      }
      this.#at++;
    }
    const value = text.slice(start, this.#at++);
    return escaped ? value.replace(/\\(.)/gs, '$1') : value;
  }

  #literal(): string {
    this.skipIf(0x7e);
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
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
