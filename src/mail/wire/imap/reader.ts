/**
 * The productions that every IMAP command and response is made of (RFC 9051 §9), read from bytes. Literals stand inline,
 * as {@link Framer} delivers them. Each method is named after its production and leaves the position behind it.
 */
import { nestingMax } from './limits.ts';

/** What was read is not IMAP. Ends the command at hand, never the session; sessions answer BAD. */
export class WireError extends Error {
  override readonly name = 'WireError';
  /** The production that was looked for. */
  readonly production: string;

  constructor(production: string) {
    super(`expected ${production}`);
    this.production = production;
  }
}

const atomSpecials = /[\x00-\x20(){%*"\\\]\x7f-\xff]/;
const astringEnd = /[\x00-\x20(){%*"\\\x7f-\xff]/;
const listEnd = /[\x00-\x20(){"\\\x7f-\xff]/;
const tagEnd = /[\x00-\x20(){%*"\\+\x7f-\xff]/;

/** Text goes by a byte per character inside, so that a position in it is one in the bytes; what leaves is Unicode. */
export class Reader {
  readonly #bytes: Uint8Array;
  readonly #text: string;
  /** Mailbox names come as UTF-8 and are not decoded any further (RFC 6855 §3). */
  readonly utf8: boolean;
  #at = 0;
  #depth = 0;

  constructor(bytes: Uint8Array, { utf8 = false }: { readonly utf8?: boolean } = {}) {
    this.utf8 = utf8;
    this.#bytes = bytes;
    this.#text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  }

  get ended(): boolean {
    return this.#at >= this.#text.length;
  }

  /** Throws unless everything was read. */
  end(): void {
    if (!this.ended) throw new WireError('the end of the line');
  }

  peek(text: string): boolean {
    return this.#text.startsWith(text, this.#at);
  }

  /** Steps over `text` where it stands. */
  skipIf(text: string): boolean {
    if (!this.peek(text)) return false;
    this.#at += text.length;
    return true;
  }

  /** Steps over a keyword in any case, up to what cannot continue an atom. */
  skipWordIf(word: string): boolean {
    const end = this.#at + word.length;
    if (this.#text.slice(this.#at, end).toUpperCase() !== word) return false;
    if (end < this.#text.length && !atomSpecials.test(this.#text[end] ?? ' ') && this.#text[end] !== '[') return false;
    this.#at = end;
    return true;
  }

  expect(text: string): void {
    if (!this.skipIf(text)) throw new WireError(`"${text}"`);
  }

  sp(): void {
    this.expect(' ');
  }

  tag(): string {
    return this.#until(tagEnd, 'tag');
  }

  atom(): string {
    return this.#until(atomSpecials, 'atom');
  }

  /** An atom in upper case. */
  word(): string {
    return this.atom().toUpperCase();
  }

  number(): number {
    const start = this.#at;
    while (isDigit(this.#text.charCodeAt(this.#at))) this.#at++;
    const value = Number(this.#text.slice(start, this.#at));
    if (this.#at === start || value > 4_294_967_295) throw new WireError('number');
    return value;
  }

  /** mod-sequence-valzer (RFC 7162 §7); what no mailbox will ever reach counts as the largest safe integer. */
  modSeq(): number {
    const digits = this.while(/\d/, 'mod-sequence-value');
    if (digits.length > 20) throw new WireError('mod-sequence-value');
    return Math.min(Number(digits), Number.MAX_SAFE_INTEGER);
  }

  astring(): string {
    return this.peek('"') || this.peek('{') || this.peek('~{') ? this.string() : this.#until(astringEnd, 'astring');
  }

  /** list-mailbox: an astring in which `%` and `*` may stand. */
  listMailbox(): string {
    return this.peek('"') || this.peek('{') ? this.string() : this.#until(listEnd, 'list-mailbox');
  }

  string(): string {
    return Buffer.from(this.stringBytes()).toString('utf8');
  }

  /** A quoted string or a literal, as its bytes. */
  stringBytes(): Uint8Array {
    return this.peek('"') ? this.#quoted() : this.literal();
  }

  nstring(): string | null {
    return this.skipWordIf('NIL') ? null : this.string();
  }

  /** literal, literal8 and the non-synchronising forms (RFC 7888). */
  literal(): Uint8Array {
    this.skipIf('~');
    this.expect('{');
    const length = this.number();
    if (!this.skipIf('+')) this.skipIf('-');
    this.expect('}\r\n');
    const start = this.#at;
    if (start + length > this.#bytes.length) throw new WireError('literal');
    this.#at += length;
    return this.#bytes.subarray(start, this.#at);
  }

  /** `(` items with one space between `)`; empty too. */
  list<T>(item: () => T, max: number): T[] {
    this.expect('(');
    if (++this.#depth > nestingMax) throw new WireError('fewer parentheses');
    const items: T[] = [];
    while (!this.skipIf(')')) {
      if (items.length > 0) this.sp();
      if (items.length >= max) throw new WireError('a shorter list');
      items.push(item());
    }
    this.#depth--;
    return items;
  }

  /** What nests without being a list (NOT, OR) counts its depth here. */
  nested<T>(read: () => T): T {
    if (++this.#depth > nestingMax) throw new WireError('less nesting');
    const value = read();
    this.#depth--;
    return value;
  }

  /** flag: a system flag with its backslash, or a keyword. */
  flag(): string {
    return this.skipIf('\\') ? `\\${this.atom()}` : this.atom();
  }

  /** Characters up to `stop`, which is stepped over. */
  through(stop: string): string {
    const end = this.#text.indexOf(stop, this.#at);
    if (end < 0) throw new WireError(`"${stop}"`);
    const text = this.#text.slice(this.#at, end);
    this.#at = end + stop.length;
    return text;
  }

  /** The rest of the line. */
  rest(): string {
    const text = this.#text.slice(this.#at);
    this.#at = this.#text.length;
    return text;
  }

  /** Characters as long as they match `allowed`. */
  while(allowed: RegExp, production: string): string {
    const start = this.#at;
    while (this.#at < this.#text.length && allowed.test(this.#text[this.#at] ?? '')) this.#at++;
    if (this.#at === start) throw new WireError(production);
    return this.#text.slice(start, this.#at);
  }

  #until(stop: RegExp, production: string): string {
    const start = this.#at;
    while (this.#at < this.#text.length && !stop.test(this.#text[this.#at] ?? ' ')) this.#at++;
    if (this.#at === start) throw new WireError(production);
    return this.#text.slice(start, this.#at);
  }

  #quoted(): Uint8Array {
    this.expect('"');
    const out: number[] = [];
    for (;;) {
      const code = this.#text.charCodeAt(this.#at++);
      if (code === 0x22) return Uint8Array.from(out);
      if (Number.isNaN(code) || code === 0 || code === 0x0d || code === 0x0a) throw new WireError('quoted');
      if (code !== 0x5c) out.push(code);
      else {
        const escaped = this.#text.charCodeAt(this.#at++);
        if (escaped !== 0x22 && escaped !== 0x5c) throw new WireError('quoted-specials');
        out.push(escaped);
      }
    }
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
