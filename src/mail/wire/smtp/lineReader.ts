import { lineMaxBytes, skippedMaxBytes } from './limits.ts';

/**
 * Why a line is no command: only CR LF ends one (RFC 5321 §2.3.8); a CR or an LF alone is how mail is smuggled past a
 * server that reads it otherwise. `flood`: so much without an end that there is nothing left to say.
 */
export type LineDefect = 'tooLong' | 'bareLineFeed' | 'bareReturn' | 'control' | 'notUtf8' | 'flood';

export type Line = { readonly text: string } | { readonly defect: LineDefect };

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** What a client has sent and nobody has read yet: taken line by line, or as it came where a message is read. */
export class LineReader {
  #buffer: Buffer = nothing;
  #at = 0;
  #skipped = 0;

  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    this.#buffer = this.waiting === 0 ? bytes : Buffer.concat([this.#buffer.subarray(this.#at), bytes]);
    this.#at = 0;
  }

  /** Bytes that wait. */
  get waiting(): number {
    return this.#buffer.length - this.#at;
  }

  /** Takes a line without its end; undefined while there is no whole one. */
  line(): Line | undefined {
    const end = this.#buffer.indexOf(lineFeed, this.#at);
    if (end < 0) return this.#skip();
    const start = this.#at;
    const skipped = this.#skipped;
    this.#at = end + 1;
    this.#skipped = 0;
    if (skipped > 0 || end + 1 - start > lineMaxBytes) return { defect: 'tooLong' };
    if (end === start || this.#buffer[end - 1] !== carriageReturn) return { defect: 'bareLineFeed' };
    return toLine(this.#buffer, start, end - 1);
  }

  /** Takes all that waits. */
  rest(): Buffer {
    const rest = this.#buffer.subarray(this.#at);
    this.clear();
    return rest;
  }

  /** Gives back what was taken by {@link rest} and not used. */
  unread(bytes: Buffer): void {
    this.#buffer = bytes;
    this.#at = 0;
  }

  clear(): void {
    this.#buffer = nothing;
    this.#at = 0;
    this.#skipped = 0;
  }

  /** A line too long to keep is thrown away as it comes; the answer follows its end. */
  #skip(): Line | undefined {
    if (this.waiting <= lineMaxBytes && this.#skipped === 0) return undefined;
    this.#skipped += this.waiting;
    this.#buffer = nothing;
    this.#at = 0;
    return this.#skipped > skippedMaxBytes ? { defect: 'flood' } : undefined;
  }
}

const nothing = Buffer.alloc(0);
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function toLine(buffer: Buffer, start: number, end: number): Line {
  const text = buffer.toString('latin1', start, end);
  if (text.includes('\r')) return { defect: 'bareReturn' };
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(text)) return { defect: 'control' };
  if (!/[\x80-\xff]/.test(text)) return { text };
  try {
    return { text: decoder.decode(buffer.subarray(start, end)) };
  } catch {
    return { defect: 'notUtf8' }; // RFC 6531 §3.1: what is not ASCII is UTF-8.
  }
}
