import { headerBytesMax, headerFieldsMax } from './readLimits.ts';
import type { SourceText } from './sourceText.ts';

/** One header field as it stands in the bytes. `raw` holds a byte per character, unfolded, without the line end. */
export interface HeaderField {
  readonly name: string;
  /** The name in lower case. */
  readonly key: string;
  readonly raw: string;
}

/** What was wrong with a header (see `Defect` of scan.ts). */
export type HeaderDefect = 'noHeaders' | 'lineWithoutColon' | 'tooManyHeaders' | 'headersTooLong';

export interface Head {
  readonly fields: readonly HeaderField[];
  readonly bodyStart: number;
}

/** What the header of a part is read with. */
export interface HeaderContext {
  readonly text: SourceText;
  readonly defects: Set<string>;
  /** Whether a line is a delimiter of an open multipart: it ends a header without an empty line. */
  isDelimiter(line: string): boolean;
}

/**
 * The header that begins at `start` (RFC 5322 §2.2), leniently: a stray line is skipped where fields follow, blanks may
 * stand before a colon, a line of blanks may stand inside. `isRoot`: the message's own, before which a byte order mark
 * and the `From ` line of an mbox may stand. Kept are {@link headerFieldsMax} fields and {@link headerBytesMax} bytes.
 */
export function scanHeader(context: HeaderContext, start: number, isRoot: boolean): Head {
  const reader = new HeaderReader(context, start);
  context.text.loadHeader(start);
  return reader.read(isRoot);
}

class HeaderReader {
  readonly #context: HeaderContext;
  readonly #start: number;
  readonly #fields: HeaderField[] = [];
  #name = '';
  #raw = '';
  #stored = 0;
  #orphans = 0;

  constructor(context: HeaderContext, start: number) {
    this.#context = context;
    this.#start = start;
  }

  read(isRoot: boolean): Head {
    const { text } = this.#context;
    let at = isRoot ? this.#afterPreface() : this.#start;
    for (;;) {
      const line = isRoot ? this.#lineOf(at) : text.line(at);
      if (text.next === at) break;
      if (line === '') return this.#finish(text.next);
      const first = line.charCodeAt(0);
      if (first === 45 && this.#context.isDelimiter(line)) return this.#finish(at);
      const next = text.next;
      if (first === 32 || first === 9) {
        if (this.#continue(line, next)) return this.#finish(next);
      } else if (!this.#field(line) && this.#endsAtStray(next)) {
        if (this.#fields.length === 0) return { fields: [], bodyStart: this.#start };
        return { fields: this.#fields, bodyStart: at };
      }
      at = next;
    }
    this.#flush();
    if (this.#fields.length === 0 && this.#orphans > 0) return { fields: [], bodyStart: this.#start };
    return { fields: this.#fields, bodyStart: at };
  }

  #lineOf(at: number): string {
    const line = this.#context.text.line(at);
    return at === this.#start && line.startsWith(byteOrderMark) ? line.slice(byteOrderMark.length) : line;
  }

  /** Behind the lines that a mailbox puts before a message. */
  #afterPreface(): number {
    const { text } = this.#context;
    const line = this.#lineOf(this.#start);
    if (text.next > this.#start && /^>?From /.test(line)) return text.next;
    return this.#start;
  }

  #finish(bodyStart: number): Head {
    this.#flush();
    return { fields: this.#fields, bodyStart };
  }

  #flush(): void {
    if (this.#name !== '') this.#fields.push({ name: this.#name, key: this.#name.toLowerCase(), raw: this.#raw });
    this.#name = '';
    this.#raw = '';
  }

  /** True where the line, though not empty, ends the header. */
  #continue(line: string, next: number): boolean {
    const isBlank = line.trim() === '';
    // A line of blanks ends a header in some mails and stands inside one in others (RFC 5322 §4.2): what follows tells.
    if (isBlank && (this.#fields.length > 0 || this.#name !== '') && !this.#goesOn(next)) return true;
    if (this.#name === '') {
      // A blank-looking line ends nothing and a continuation of nothing says nothing.
      if (this.#fields.length === 0 && this.#stored < headerBytesMax) this.#orphans++;
    } else if (this.#stored < headerBytesMax) this.#raw += this.#raw === '' ? line.trimStart() : line;
    else this.#context.defects.add('headersTooLong');
    this.#stored += line.length;
    return false;
  }

  /** False for a line that is no field. */
  #field(line: string): boolean {
    const colon = line.indexOf(':');
    let end = colon;
    while (end > 0 && isBlankCode(line.charCodeAt(end - 1))) end--;
    if (end <= 0 || end > nameMaxChars) return false;
    for (let i = 0; i < end; i++) {
      const code = line.charCodeAt(i);
      if (code < 33 || code > 126) return false;
    }
    this.#flush();
    this.#stored += line.length;
    if (this.#stored > headerBytesMax) this.#context.defects.add('headersTooLong');
    else if (this.#fields.length >= headerFieldsMax) this.#context.defects.add('tooManyHeaders');
    else {
      let from = colon + 1;
      while (isBlankCode(line.charCodeAt(from))) from++;
      this.#name = line.slice(0, end);
      this.#raw = line.slice(from);
    }
    return true;
  }

  /** True where no field follows a stray line: the text begins with it, the empty line before is missing. */
  #endsAtStray(next: number): boolean {
    this.#flush();
    this.#orphans++;
    this.#context.defects.add('lineWithoutColon');
    if (this.#fieldFollows(next)) return false;
    if (this.#fields.length === 0) this.#context.defects.add('noHeaders');
    return true;
  }

  #goesOn(at: number): boolean {
    const { text } = this.#context;
    const line = text.line(at);
    return text.next > at && /^(?:[ \t]+\S|[!-9;-~]{1,76}[ \t]*:|$)/.test(line);
  }

  /** Whether a line before the next empty one looks like a header field: the header goes on after a stray line. */
  #fieldFollows(from: number): boolean {
    const { text } = this.#context;
    let at = from;
    for (let lines = 0; lines < strayLinesMax; lines++) {
      const line = text.line(at);
      if (text.next === at || line === '' || this.#context.isDelimiter(line)) return false;
      if (/^[A-Za-z][A-Za-z0-9-]{1,76}[ \t]*:/.test(line)) return true;
      at = text.next;
    }
    return false;
  }
}

const byteOrderMark = '\xef\xbb\xbf';
/** RFC 5322 §2.1.1: no line is longer, so no name is. */
const nameMaxChars = 998;
/** So many lines are looked ahead for the next field. */
const strayLinesMax = 20;

function isBlankCode(code: number): boolean {
  return code === 32 || code === 9;
}
