import { Buffer } from 'node:buffer';
import { uuBlocksMax } from './readLimits.ts';

/** A file inside a text, between `begin 644 name` and `end` (uuencode, POSIX). Offsets are into the text's bytes. */
export interface UuBlock {
  readonly name: string;
  /** Of the `begin` line. */
  readonly start: number;
  /** Behind the `end` line. */
  readonly end: number;
  readonly dataStart: number;
  readonly dataEnd: number;
}

/**
 * The uuencoded files of a text, in order, {@link uuBlocksMax} at most. A line that only looks like a beginning is none:
 * what follows must be lines of the right length; the `end` may be missing. Linear in the size of the text.
 */
export function findUuBlocks(bytes: Uint8Array): UuBlock[] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks: UuBlock[] = [];
  let at = view.indexOf(beginning);
  while (at !== -1 && blocks.length < uuBlocksMax) {
    const block = at === 0 || view[at - 1] === lineFeed ? readBlock(view, at) : undefined;
    if (block) blocks.push(block);
    at = view.indexOf(beginning, block ? block.end : at + 1);
  }
  return blocks;
}

/** The text without its files. */
export function withoutUuBlocks(bytes: Uint8Array, blocks: readonly UuBlock[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const { start, end } of blocks) {
    pieces.push(bytes.subarray(at, start));
    at = end;
  }
  pieces.push(bytes.subarray(at));
  return Buffer.concat(pieces);
}

/** Decodes uuencode in chunks. `isInside`: from the first line after `begin`; else lines outside begin … end are skipped. */
export class UuDecoder {
  #held: Buffer = Buffer.alloc(0);
  #isInside: boolean;

  constructor(isInside = false) {
    this.#isInside = isInside;
  }

  push(chunk: Uint8Array): Uint8Array {
    const bytes = Buffer.concat([this.#held, chunk]);
    const out = Buffer.allocUnsafe(bytes.length);
    let length = 0;
    let at = 0;
    for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, at)) {
      length = this.#line(bytes.subarray(at, end), out, length);
      at = end + 1;
    }
    // No line of this encoding is longer.
    this.#held = bytes.subarray(at, at + heldMaxBytes);
    return out.subarray(0, length);
  }

  end(): Uint8Array {
    const out = Buffer.allocUnsafe(this.#held.length);
    const length = this.#line(this.#held, out, 0);
    this.#held = Buffer.alloc(0);
    return out.subarray(0, length);
  }

  #line(line: Buffer, out: Buffer, length: number): number {
    const size = line.at(-1) === 13 ? line.length - 1 : line.length;
    if (!this.#isInside) {
      this.#isInside = size > 10 && beginLine.test(line.toString('latin1', 0, size));
      return length;
    }
    if (size === 3 && line.toString('latin1', 0, 3) === 'end') {
      this.#isInside = false;
      return length;
    }
    const count = size === 0 ? 0 : ((line[0] ?? 32) - 32) & 63;
    let at = length;
    for (let i = 1; i < size && at < length + count; i += 4) {
      const [a, b, c, d] = [
        sixBits(line, i, size),
        sixBits(line, i + 1, size),
        sixBits(line, i + 2, size),
        sixBits(line, i + 3, size),
      ];
      out[at++] = (a << 2) | (b >> 4);
      if (at < length + count) out[at++] = ((b & 15) << 4) | (c >> 2);
      if (at < length + count) out[at++] = ((c & 3) << 6) | d;
    }
    return at;
  }
}

/** Blanks at a line's end get lost on the way: they were zeros. */
function sixBits(line: Buffer, index: number, size: number): number {
  return index < size ? ((line[index] ?? 32) - 32) & 63 : 0;
}

const lineFeed = 10;
const heldMaxBytes = 10_000;
const beginning = Buffer.from('begin ');
const beginLine = /^begin [0-7]{3,4}(?: +(.*))?$/;
/** A block without an `end` is one only with so many lines. */
const openLinesLeast = 3;

function readBlock(view: Buffer, start: number): UuBlock | undefined {
  const first = lineAt(view, start);
  const begins = beginLine.exec(first.text);
  if (!begins || first.next >= view.length) return undefined;
  const name = begins[1]?.trim() ?? '';
  let at = first.next;
  for (let lines = 0; at < view.length; lines++) {
    const { text, next } = lineAt(view, at);
    if (text === 'end') return { name, start, end: next, dataStart: first.next, dataEnd: at };
    if (!isDataLine(text)) {
      if (lines < openLinesLeast) return undefined;
      break;
    }
    at = next;
  }
  return { name, start, end: at, dataStart: first.next, dataEnd: at };
}

function lineAt(view: Buffer, at: number): { text: string; next: number } {
  const found = view.subarray(at, at + lineMaxBytes).indexOf(lineFeed);
  const end = found === -1 ? Math.min(view.length, at + lineMaxBytes) : at + found;
  const stop = view[end - 1] === 13 && end > at ? end - 1 : end;
  return { text: view.toString('latin1', at, stop), next: found === -1 ? end : end + 1 };
}

/** 45 bytes are 61 characters; the `begin` line holds a name. */
const lineMaxBytes = 1_024;

/** The first character says how many bytes follow; blanks at the end may be lost, a checksum may be added. */
function isDataLine(line: string): boolean {
  if (!/^[ -`]*$/.test(line)) return false;
  const count = line === '' ? 0 : (line.charCodeAt(0) - 32) & 63;
  const whole = Math.ceil(count / 3) * 4;
  const { length } = line;
  return count === 0
    ? length <= 2
    : length > 1 && length <= whole + 3 && (line.trimEnd().length < length || length > (count * 4) / 3);
}
