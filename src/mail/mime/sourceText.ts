import { Buffer } from 'node:buffer';
import { type ByteSource, readWindowBytes } from './byteSource.ts';
import { headerBytesMax } from './readLimits.ts';

/**
 * A source as text with a byte per character, line by line and window by window. Small mails are one window; header
 * lines are slices of one string, so that reading a header costs a copy of it and no more.
 */
export class SourceText {
  /** Where the line after the one last read begins. */
  next = 0;
  /** Nothing at or after this offset is seen. */
  end: number;
  readonly #source: ByteSource;
  #window: Buffer;
  #windowStart = 0;
  #text = '';
  #textStart = 0;
  readonly #crlfBlank: KnownBlank = { window: undefined, from: 0, at: -1 };
  readonly #lfBlank: KnownBlank = { window: undefined, from: 0, at: -1 };

  constructor(source: ByteSource) {
    this.#source = source;
    this.end = source.size;
    this.#window = bufferOf(source.read(0, Math.min(source.size, readWindowBytes)));
  }

  /** Makes one string of the header that begins at `at`, as far as it can be told before reading it. */
  loadHeader(at: number): void {
    const { bytes, offset } = this.#bytesAt(at, headerGuessBytes);
    const firstEnd = bytes.indexOf(lineFeed, offset);
    const blank = firstEnd > offset && bytes[firstEnd - 1] === 13 ? crlfBlank : lfBlank;
    const found = firstEnd === -1 ? -1 : this.#nextBlank(blank, bytes, offset);
    const length = found === -1 ? headerGuessBytes : found + blank.length - offset;
    // Parts without an empty line share the next one that there is: its text is read once.
    const loaded = this.#textStart + this.#text.length - at;
    if (at < this.#textStart || loaded < Math.min(length, headerGuessBytes / 8)) this.#load(at, length);
  }

  /** Where the next empty line of the window begins; the bytes between are looked at once. */
  #nextBlank(blank: Buffer, bytes: Buffer, offset: number): number {
    const known = blank === crlfBlank ? this.#crlfBlank : this.#lfBlank;
    const isKnown = known.window === bytes && known.from <= offset && (known.at === -1 || known.at >= offset);
    if (isKnown) return known.at;
    known.window = bytes;
    known.from = offset;
    known.at = bytes.indexOf(blank, offset);
    return known.at;
  }

  /** The line at `at` without its end; a longer one than {@link headerBytesMax} is cut. Sets `next`. */
  line(at: number): string {
    let from = at - this.#textStart;
    if (from < 0 || from >= this.#text.length) {
      this.#load(at, 512);
      from = 0;
    }
    let index = this.#text.indexOf('\n', from);
    for (let length = 4_096; index === -1 && this.#textStart + this.#text.length < this.end; length *= 4) {
      if (this.#text.length - from >= headerBytesMax) break;
      this.#load(at, length);
      from = 0;
      index = this.#text.indexOf('\n');
    }
    const stop = index === -1 ? this.#text.length : index;
    this.next = this.#textStart + stop + (index === -1 ? 0 : 1);
    const isCrLf = index > from && this.#text.charCodeAt(index - 1) === 13;
    return this.#text.slice(from, isCrLf ? stop - 1 : stop);
  }

  /** Where the next line that begins with `--` starts, at or after the line start `from`; -1 = nowhere. */
  nextDashes(from: number): number {
    let at = from;
    const first = this.#bytesAt(at, 2);
    if (first.bytes[first.offset] === 45 && first.bytes[first.offset + 1] === 45 && at + 2 <= this.end) return at;
    while (at < this.end) {
      const { bytes, offset } = this.#bytesAt(at, 3);
      const index = bytes.indexOf(lineAndDashes, offset);
      if (index !== -1) {
        const start = this.#windowStart + index + 1;
        return start + 2 <= this.end ? start : -1;
      }
      const next = this.#windowStart + bytes.length - 2;
      if (next <= at) return -1;
      at = next;
    }
    return -1;
  }

  /** Where the line end before the line start `at` begins. */
  beforeLineEnd(at: number): number {
    if (at === 0) return 0;
    const { bytes, offset } = this.#bytesAt(Math.max(0, at - 2), Math.min(at, 2));
    const last = offset + Math.min(at, 2) - 1;
    if (bytes[last] !== lineFeed) return at;
    return at >= 2 && bytes[last - 1] === 13 ? at - 2 : at - 1;
  }

  #load(at: number, length: number): void {
    const size = Math.max(0, Math.min(at + length, this.end) - at);
    const { bytes, offset } = this.#bytesAt(at, size);
    this.#text = bytes.toString('latin1', offset, offset + size);
    this.#textStart = at;
  }

  /** A window of the source that holds at least `least` bytes from `at` on, where there are so many. */
  #bytesAt(at: number, least: number): { bytes: Buffer; offset: number } {
    const end = this.#windowStart + this.#window.length;
    if (at < this.#windowStart || Math.min(at + least, this.#source.size) > end) {
      this.#source.release?.(this.#window);
      this.#window = bufferOf(this.#source.read(at, at + Math.max(readWindowBytes, least)));
      this.#windowStart = at;
    }
    return { bytes: this.#window, offset: at - this.#windowStart };
  }
}

/** An answer of `indexOf` that holds for each offset from `from` on up to `at`; -1 = to the end of the window. */
interface KnownBlank {
  window: Buffer | undefined;
  from: number;
  at: number;
}

/** How much of a header is read at once where its end is not known. */
const headerGuessBytes = 4_096;
const lineFeed = 10;
const crlfBlank = Buffer.from('\n\r\n');
const lfBlank = Buffer.from('\n\n');
const lineAndDashes = Buffer.from('\n--');

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
