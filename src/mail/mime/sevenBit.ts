/**
 * Our own messages for a server without 8BITMIME (RFC 6152): it must not be given octets above 127. Only enclosed
 * messages have them (see `writeMessage`), and those must not be encoded as such (RFC 2046 §5.2.1): they go as files,
 * in base64, which opens to the same bytes. Everything else stays to the last octet.
 */

/** Octets of a line of base64 before encoding: 76 characters (RFC 2045 §6.8). */
const lineOctets = 57;

/** `bytes`: what `writeMessage` wrote. A message without enclosed ones comes out as it went in. */
export async function* toSevenBit(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const rewriter = new Rewriter();
  for await (const line of linesOf(bytes)) yield* rewriter.line(line);
  yield* rewriter.end();
}

/** `top`: the message's own header. `body`: passed on. `head`: of one of its parts. `enclosed`: a message, encoded. */
type Place = 'top' | 'body' | 'head' | 'enclosed';

class Rewriter {
  #place: Place = 'top';
  #header: Buffer[] = [];
  /** The delimiter of the outermost parts (RFC 2046 §5.1.1), among which enclosed messages are. */
  #delimiter: Buffer | undefined;
  #waiting = Buffer.alloc(0);
  #encoded = false;
  /** The line break before a delimiter belongs to the delimiter. */
  #break = Buffer.alloc(0);

  *line(line: Buffer): Generator<Buffer> {
    if (this.#isDelimiter(line)) {
      yield* this.end();
      this.#place = 'head';
      yield line;
    } else if (this.#place === 'enclosed') yield* this.#encode(line);
    else if (this.#place === 'body') yield line;
    else yield* this.#inHeader(line);
  }

  /** What was kept back of an enclosed message or a header. */
  *end(): Generator<Buffer> {
    if (this.#place === 'enclosed') {
      // An empty one has but the delimiter's own line break.
      if (this.#waiting.length > 0 || !this.#encoded) yield Buffer.from(`${this.#waiting.toString('base64')}\r\n`);
    }
    yield* this.#header;
    this.#header = [];
    this.#waiting = Buffer.alloc(0);
    this.#break = Buffer.alloc(0);
  }

  *#inHeader(line: Buffer): Generator<Buffer> {
    this.#header.push(line);
    if (!/^\r?\n$/.test(line.toString('latin1'))) return;
    const header = Buffer.concat(this.#header).toString('latin1');
    this.#header = [];
    if (this.#place === 'top') {
      const boundary = /^content-type:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*?boundary="?([^"\r\n;]+)/im.exec(header)?.[1];
      if (boundary) this.#delimiter = Buffer.from(`--${boundary}`, 'latin1');
    }
    const isEnclosed = this.#place === 'head' && enclosedType.test(header) && eightBit.test(header);
    this.#place = isEnclosed ? 'enclosed' : 'body';
    this.#encoded = false;
    const written = isEnclosed
      ? header.replace(enclosedType, '$1application/octet-stream').replace(eightBit, '$1base64')
      : header;
    yield Buffer.from(written, 'latin1');
  }

  *#encode(line: Buffer): Generator<Buffer> {
    const content = Buffer.concat([this.#waiting, this.#break, line]);
    const breakLength = /\r?\n$/.exec(line.toString('latin1'))?.[0].length ?? 0;
    const whole = content.length - breakLength;
    let at = 0;
    for (; whole - at >= lineOctets; at += lineOctets)
      yield Buffer.from(`${content.subarray(at, at + lineOctets).toString('base64')}\r\n`);
    this.#encoded ||= at > 0;
    this.#waiting = content.subarray(at, whole);
    this.#break = content.subarray(whole);
  }

  #isDelimiter(line: Buffer): boolean {
    const delimiter = this.#delimiter;
    if (!delimiter || !line.subarray(0, delimiter.length).equals(delimiter)) return false;
    return /^(--)?[ \t]*\r?\n?$/.test(line.toString('latin1', delimiter.length));
  }
}

const enclosedType = /^(content-type:[ \t]*)message\/rfc822/im;
const eightBit = /^(content-transfer-encoding:[ \t]*)8bit/im;

/** Longest line that is kept whole; of a longer one the pieces count as lines that go on. */
const lineMaxOctets = 64 * 1024;

/** Lines with their breaks; together they are the bytes. */
async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const chunk of bytes) {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10, start)) {
      yield rest.subarray(start, end + 1);
      start = end + 1;
    }
    rest = rest.subarray(start);
    if (rest.length > lineMaxOctets) {
      yield rest;
      rest = Buffer.alloc(0);
    }
  }
  if (rest.length > 0) yield rest;
}
