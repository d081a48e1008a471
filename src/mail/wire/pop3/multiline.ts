/** The part of a reply that ends with a line of one dot; lines that begin with a dot get one more (RFC 1939 §3). */

const dot = 0x2e;
const lf = 0x0a;
const cr = 0x0d;
const end = Buffer.from('.\r\n', 'latin1');
const crlf = Buffer.from('\r\n', 'latin1');
const crlfBytes = crlf.length;

/**
 * A message as it crosses the wire, the ending dot included. A line that ends with LF alone is given CRLF: some clients
 * take it for a line's end and some don't, and a dot between two of them would end the message for some (RFC 5322 §2.3).
 */
export function writeMultiline(message: Uint8Array): Uint8Array {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  const parts: Uint8Array[] = [];
  let kept = 0;
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(lf, start);
    const stop = found < 0 ? bytes.length : found;
    if (bytes[start] === dot) {
      parts.push(bytes.subarray(kept, start), end.subarray(0, 1));
      kept = start;
    }
    const isBare = found < 0 || found === start || bytes[found - 1] !== cr;
    if (isBare) {
      parts.push(bytes.subarray(kept, stop), crlf);
      kept = Math.min(stop + 1, bytes.length);
    }
    start = stop + 1;
  }
  parts.push(bytes.subarray(kept), end);
  return Buffer.concat(parts);
}

/** Lines of a listing, none of which holds a line end. */
export function writeLines(lines: readonly string[]): string {
  return [...lines.map((line) => (line.startsWith('.') ? `.${line}` : line)), '.', ''].join('\r\n');
}

/** Takes a multi-line reply apart, however it was cut into chunks. */
export class MultilineReader {
  /** What could be the start of the ending, or of a stuffed line. */
  #held = crlf.subarray(0, 0);
  #atLineStart = true;

  /** What is the message's; `rest` is there once the ending came, and belongs to the next reply. */
  push(chunk: Uint8Array): { readonly content: Uint8Array; readonly rest: Uint8Array | undefined } {
    const bytes = this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : Buffer.from(chunk);
    const parts: Uint8Array[] = [];
    let kept = 0;
    let start = this.#atLineStart ? 0 : afterLine(bytes, 0);
    while (start < bytes.length) {
      if (bytes[start] === dot) {
        const ending = endingAt(bytes, start);
        if (ending === undefined) return this.#hold(parts, bytes, kept, start);
        parts.push(bytes.subarray(kept, start));
        if (ending > 0) return { content: Buffer.concat(parts), rest: bytes.subarray(start + ending) };
        kept = start + 1;
      }
      start = afterLine(bytes, start);
    }
    parts.push(bytes.subarray(kept));
    this.#held = crlf.subarray(0, 0);
    this.#atLineStart = bytes.length === 0 ? this.#atLineStart : bytes.at(-1) === lf;
    return { content: Buffer.concat(parts), rest: undefined };
  }

  #hold(parts: Uint8Array[], bytes: Buffer, kept: number, start: number) {
    parts.push(bytes.subarray(kept, start));
    this.#held = Buffer.from(bytes.subarray(start));
    this.#atLineStart = true;
    return { content: Buffer.concat(parts), rest: undefined };
  }
}

/** Where the line after this one begins; past the end when there is none. */
function afterLine(bytes: Buffer, start: number): number {
  const found = bytes.indexOf(lf, start);
  return found < 0 ? bytes.length + 1 : found + 1;
}

/** Bytes of the ending that begins here; 0 when it is a stuffed line, undefined when too little came to tell. */
function endingAt(bytes: Buffer, start: number): number | undefined {
  const [second, third] = bytes.subarray(start + 1, start + 1 + crlfBytes);
  if (second === undefined) return undefined;
  if (second === lf) return 2;
  if (second !== cr) return 0;
  if (third === undefined) return undefined;
  return third === lf ? end.length : 0;
}
