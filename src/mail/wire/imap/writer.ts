/** Writes the productions that {@link Reader} reads: text and literals gathered into one run of bytes. */

const quotable = /^[\x01-\x09\x0b\x0c\x0e-\x7e]*$/;
const atomText = /^[^\x00-\x20(){%*"\\\]\x7f-\uffff]+$/;
/** A quoted string longer than this goes as a literal, so that lines stay short. */
const quotedMaxChars = 1_000;

/** `literal8`: how literals announce themselves; `{n}` waits for the other side, `{n+}` does not (RFC 7888). */
export type LiteralForm = 'sync' | 'nonSync';

export class Writer {
  readonly #form: LiteralForm;
  #chunks: Uint8Array[] = [];
  #text = '';

  /** A server's literals are always `sync` in form: nobody waits for them. */
  constructor(form: LiteralForm = 'sync') {
    this.#form = form;
  }

  /** Raw syntax, ASCII only. */
  raw(text: string): this {
    this.#text += text;
    return this;
  }

  /** Bytes that are syntax already. */
  bytes(bytes: Uint8Array): this {
    this.#flush();
    this.#chunks.push(bytes);
    return this;
  }

  /** Quoted where that can hold it, else a literal in UTF-8. */
  string(text: string): this {
    if (text.length > quotedMaxChars || !quotable.test(text)) return this.literal(Buffer.from(text, 'utf8'));
    return this.raw(`"${text.replace(/[\\"]/g, '\\$&')}"`);
  }

  nstring(text: string | null): this {
    return text === null ? this.raw('NIL') : this.string(text);
  }

  /** An atom where it can be one, else a string. */
  astring(text: string): this {
    return atomText.test(text) && text.toUpperCase() !== 'NIL' ? this.raw(text) : this.string(text);
  }

  literal(bytes: Uint8Array): this {
    return this.raw(`{${bytes.length}${this.#form === 'nonSync' ? '+' : ''}}\r\n`).bytes(bytes);
  }

  /** `(` items with spaces `)`. */
  list<T>(items: Iterable<T>, write: (item: T) => void): this {
    this.raw('(');
    this.spaced(items, write);
    return this.raw(')');
  }

  spaced<T>(items: Iterable<T>, write: (item: T) => void): this {
    let first = true;
    for (const item of items) {
      if (!first) this.raw(' ');
      first = false;
      write(item);
    }
    return this;
  }

  /** What was written so far, taken out. */
  take(): Uint8Array {
    this.#flush();
    const whole = Buffer.concat(this.#chunks);
    this.#chunks = [];
    return whole;
  }

  #flush(): void {
    if (this.#text === '') return;
    this.#chunks.push(Buffer.from(this.#text, 'latin1'));
    this.#text = '';
  }
}
