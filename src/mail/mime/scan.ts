import { Buffer } from 'node:buffer';
import { type ByteSource, readWindowBytes } from './byteSource.ts';
import { type Parameterised, parseParameters } from './parameters.ts';
import { headerBytesMax, headerFieldsMax, partDepthMax, partsMax } from './readLimits.ts';

/** One header field as it stands in the bytes. `raw` holds a byte per character, unfolded, without the line end. */
export interface HeaderField {
  readonly name: string;
  readonly raw: string;
}

/**
 * A MIME part (RFC 2045, 2046): where its header and body lie in the source, and its children. Nothing is decoded.
 * `bodyEnd` excludes the line end that belongs to a following delimiter.
 */
export interface Part {
  readonly headerStart: number;
  readonly bodyStart: number;
  bodyEnd: number;
  readonly fields: readonly HeaderField[];
  /** Lower case `type/subtype`; `text/plain` where there is none or it makes no sense (RFC 2045 §5.2). */
  readonly type: string;
  readonly typeParameters: Parameterised['parameters'];
  readonly children: Part[];
  readonly depth: number;
}

/** What was wrong with the bytes. Told in words by whoever shows it; reading never stops at one. */
export type Defect =
  | 'noHeaders'
  | 'lineWithoutColon'
  | 'tooManyHeaders'
  | 'headersTooLong'
  | 'tooDeep'
  | 'tooManyParts'
  | 'boundaryMissing'
  | 'boundaryUnclosed'
  | 'contentTypeInvalid'
  | 'encodingUnknown'
  | 'charsetUnknown'
  | 'charsetWrong'
  | 'duplicateField'
  | 'textTooLong';

export interface ScannedMessage {
  readonly root: Part;
  readonly defects: ReadonlySet<Defect>;
}

/**
 * Finds the parts of a message in one pass over the bytes, in time linear in their number, with the lines of bodies
 * looked at only where they may be delimiters. Never throws for what the bytes say. Limits: {@link partDepthMax},
 * {@link partsMax}, {@link headerFieldsMax}, {@link headerBytesMax}.
 */
export function scanMessage(source: ByteSource): ScannedMessage {
  const scanner = new Scanner(source);
  return { root: scanner.scan(), defects: scanner.defects };
}

/** A multipart or enclosed message whose end has not been seen. */
interface Open {
  readonly part: Part;
  /** With the two leading dashes; empty for an enclosed message. */
  readonly delimiter: string;
}

interface Delimiter {
  readonly start: number;
  readonly lineEnd: number;
  readonly level: number;
  readonly closes: boolean;
}

class Scanner {
  readonly defects = new Set<Defect>();
  readonly #source: ByteSource;
  readonly #open: Open[] = [];
  #parts = 0;
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  scan(): Part {
    const root = this.#readPart(0, 0, 'text/plain');
    let leaf: Part | undefined = this.#enter(root);
    let at = leaf ? leaf.bodyStart : (this.#open.at(-1)?.part.bodyStart ?? root.bodyStart);
    for (;;) {
      const found = this.#nextDelimiter(at);
      if (!found) break;
      const end = this.#beforeLineEnd(found.start);
      if (leaf) leaf.bodyEnd = Math.max(leaf.bodyStart, end);
      leaf = undefined;
      this.#closeAbove(found.level, end);
      at = found.lineEnd;
      if (found.closes) {
        this.#closeAbove(found.level - 1, at);
        continue;
      }
      const parent = this.#open[found.level]?.part;
      if (!parent) break;
      if (++this.#parts > partsMax) {
        this.defects.add('tooManyParts');
        continue;
      }
      const part = this.#readPart(
        at,
        parent.depth + 1,
        parent.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain',
      );
      parent.children.push(part);
      leaf = this.#enter(part);
      at = leaf ? leaf.bodyStart : (this.#open.at(-1)?.part.bodyStart ?? part.bodyStart);
    }
    if (leaf) leaf.bodyEnd = this.#source.size;
    if (this.#open.some((one) => one.delimiter !== '')) this.defects.add('boundaryUnclosed');
    this.#closeAbove(-1, this.#source.size);
    return root;
  }

  /** Opens what has parts of its own, down to the first that has none; returns that leaf. */
  #enter(part: Part): Part | undefined {
    const boundary = part.type.startsWith('multipart/') ? (part.typeParameters.get('boundary') ?? '').trimEnd() : '';
    const encloses = part.type === 'message/rfc822' && !isEncoded(part) && part.bodyStart < this.#source.size;
    if (part.type.startsWith('multipart/') && boundary === '') this.defects.add('boundaryMissing');
    if (boundary === '' && !encloses) return part;
    if (part.depth >= partDepthMax) {
      this.defects.add('tooDeep');
      return part;
    }
    this.#open.push({ part, delimiter: encloses ? '' : `--${boundary}` });
    if (!encloses) return undefined;
    const inner = this.#readPart(part.bodyStart, part.depth + 1, 'text/plain');
    part.children.push(inner);
    return this.#enter(inner);
  }

  #closeAbove(level: number, end: number): void {
    while (this.#open.length > level + 1) {
      const closed = this.#open.pop();
      if (closed) closed.part.bodyEnd = Math.max(closed.part.bodyStart, end);
    }
  }

  #readPart(start: number, depth: number, defaultType: string): Part {
    const head = this.#readHead(start, depth === 0);
    const value = head.fields.find((field) => field.name.toLowerCase() === 'content-type')?.raw;
    const parsed = parseParameters(value ?? '');
    const type = parsed.value.toLowerCase();
    const sound = /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/.test(type);
    if (value !== undefined && !sound) this.defects.add('contentTypeInvalid');
    return {
      headerStart: start,
      bodyStart: head.bodyStart,
      bodyEnd: this.#source.size,
      fields: head.fields,
      type: sound ? type : value === undefined ? defaultType : 'text/plain',
      typeParameters: parsed.parameters,
      children: [],
      depth,
    };
  }

  #readHead(start: number, isRoot: boolean): { fields: HeaderField[]; bodyStart: number } {
    const fields: HeaderField[] = [];
    let at = start;
    let name = '';
    let pieces: string[] = [];
    let stored = 0;
    let orphans = 0;
    const flush = () => {
      if (name !== '') fields.push({ name, raw: pieces.join('') });
      name = '';
      pieces = [];
    };
    for (;;) {
      const line = this.#line(at);
      if (line.end === at) break;
      let text = line.text;
      if (isRoot && at === start) {
        if (text.startsWith('\xef\xbb\xbf')) text = text.slice(3);
        if (/^>?From /.test(text)) {
          at = line.end;
          continue;
        }
      }
      if (text === '' || this.#isDelimiter(text)) {
        flush();
        if (text === '') return { fields, bodyStart: line.end };
        return { fields, bodyStart: at };
      }
      if (text[0] === ' ' || text[0] === '\t') {
        // A line of blanks ends a header in some mails and stands inside one in others (RFC 5322 §4.2): what follows tells.
        if (text.trim() === '' && (fields.length > 0 || name !== '') && !this.#headerGoesOn(line.end)) {
          flush();
          return { fields, bodyStart: line.end };
        }
        if (name === '') {
          // A blank-looking line ends nothing and a continuation of nothing says nothing.
          if (fields.length === 0 && stored < headerBytesMax) orphans++;
        } else if (stored < headerBytesMax) pieces.push(pieces.length === 0 ? text.trimStart() : text);
        stored += text.length;
        at = line.end;
        continue;
      }
      const match = /^([!-9;-~]{1,998})[ \t]*:[ \t]*/.exec(text);
      if (!match) {
        flush();
        orphans++;
        this.defects.add('lineWithoutColon');
        if (fields.length === 0 && !this.#fieldFollows(line.end)) {
          this.defects.add('noHeaders');
          return { fields: [], bodyStart: start };
        }
        at = line.end;
        continue;
      }
      flush();
      stored += text.length;
      if (stored > headerBytesMax) this.defects.add('headersTooLong');
      else if (fields.length >= headerFieldsMax) this.defects.add('tooManyHeaders');
      else {
        name = match[1] ?? '';
        pieces = [text.slice(match[0].length)];
      }
      at = line.end;
    }
    flush();
    if (fields.length === 0 && orphans > 0) return { fields, bodyStart: start };
    return { fields, bodyStart: at };
  }

  #headerGoesOn(at: number): boolean {
    const { text, end } = this.#line(at);
    return end > at && /^(?:[ \t]+\S|[!-9;-~]{1,76}[ \t]*:|$)/.test(text);
  }

  /** Whether a line before the next empty one looks like a header field: the header goes on after a stray line. */
  #fieldFollows(from: number): boolean {
    let at = from;
    for (let lines = 0; lines < 20; lines++) {
      const line = this.#line(at);
      if (line.end === at || line.text === '' || this.#isDelimiter(line.text)) return false;
      if (/^[A-Za-z][A-Za-z0-9-]{1,76}[ \t]*:/.test(line.text)) return true;
      at = line.end;
    }
    return false;
  }

  /** The line at `at`, a byte per character, without its line end; `end` is where the next begins. */
  #line(at: number): { text: string; end: number } {
    let length = readWindowBytes;
    for (;;) {
      const { bytes, offset } = this.#bytesAt(at, Math.min(length, 1024));
      let index = bytes.indexOf(10, offset);
      let view = bytes;
      let base = offset;
      if (index === -1) {
        view = toBuffer(this.#source.read(at, at + length));
        base = 0;
        index = view.indexOf(10);
      }
      if (index === -1 && at + length < this.#source.size && length < headerBytesMax) {
        length *= 4;
        continue;
      }
      const stop = index === -1 ? Math.min(view.length, base + length) : index;
      const text = view.toString(
        'latin1',
        base,
        index !== -1 && stop > base && view[stop - 1] === 13 ? stop - 1 : stop,
      );
      return { text, end: at + (stop - base) + (index === -1 ? 0 : 1) };
    }
  }

  #isDelimiter(text: string): boolean {
    return text.startsWith('--') && this.#levelOf(text) !== undefined;
  }

  /** The next delimiter line of an open multipart at or after `from`; the innermost wins. */
  #nextDelimiter(from: number): Delimiter | undefined {
    if (this.#open.length === 0) return undefined;
    let at = from;
    for (;;) {
      const start = this.#nextDashes(at);
      if (start === -1) return undefined;
      const line = this.#line(start);
      const match = this.#levelOf(line.text);
      if (match) return { start, lineEnd: line.end, ...match };
      at = line.end;
      if (at <= start) return undefined;
    }
  }

  #levelOf(text: string): { level: number; closes: boolean } | undefined {
    const line = text.trimEnd();
    for (let level = this.#open.length - 1; level >= 0; level--) {
      const delimiter = this.#open[level]?.delimiter ?? '';
      if (delimiter === '' || !line.startsWith(delimiter)) continue;
      if (line.length === delimiter.length) return { level, closes: false };
      if (line.length === delimiter.length + 2 && line.endsWith('--')) return { level, closes: true };
    }
    return undefined;
  }

  /** Where the next line that begins with `--` starts, at or after the line start `from`; -1 = nowhere. */
  #nextDashes(from: number): number {
    const first = this.#source.read(from, from + 2);
    if (first[0] === 45 && first[1] === 45) return from;
    let at = from;
    while (at < this.#source.size) {
      const { bytes, offset } = this.#bytesAt(at, 3);
      const index = bytes.indexOf('\n--', offset, 'latin1');
      if (index !== -1) return this.#windowStart + index + 1;
      const next = this.#windowStart + bytes.length - 2;
      if (next <= at) return -1;
      at = next;
    }
    return -1;
  }

  /** A window of the source that holds at least `least` bytes from `at` on, where there are so many. */
  #bytesAt(at: number, least: number): { bytes: Buffer; offset: number } {
    const end = this.#windowStart + this.#window.length;
    if (at < this.#windowStart || Math.min(at + least, this.#source.size) > end) {
      this.#window = toBuffer(this.#source.read(at, at + readWindowBytes));
      this.#windowStart = at;
    }
    return { bytes: this.#window, offset: at - this.#windowStart };
  }

  #beforeLineEnd(at: number): number {
    const before = this.#source.read(Math.max(0, at - 2), at);
    if (before.at(-1) !== 10) return at;
    return before.length === 2 && before[0] === 13 ? at - 2 : at - 1;
  }
}

function isEncoded(part: Part): boolean {
  const encoding = part.fields.find((field) => field.name.toLowerCase() === 'content-transfer-encoding')?.raw ?? '';
  return /base64|quoted-printable/i.test(encoding);
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
