/**
 * Takes whole FETCH responses out of what a server sends and lets everything else pass (RFC 9051 §2.2.2, §4.3). Bytes in,
 * bytes out. Of a response that has not ended no more than a limit is kept; a longer one passes.
 */

/**
 * Takes one whole response: the line with its literals inline, without the last line end; valid during the call. False:
 * it is not of the listing, and passes like the rest.
 */
export type TakeFetch = (response: Uint8Array) => boolean;

/**
 * Takes a run of whole responses, lines without literals, from a place in the bytes on, and tells the bytes of each. Gives
 * where the first stands that it did not take.
 */
export type TakeRun = (chunk: Uint8Array, from: number, onTaken: (bytes: number) => void) => number;

export class FetchCutter {
  readonly #heldMaxBytes: number;
  /** What came of the response under way, and its bytes, where it is held back. */
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  /** The response under way has begun to pass, so it passes to its end. */
  #passing = false;
  /** Bytes still to come of the literal under way. */
  #literalLeft = 0;
  /** The end of the line under way, as far as it came with earlier chunks: it may announce a literal. */
  #lineTail: Uint8Array = nothing;

  constructor({ heldMaxBytes }: { readonly heldMaxBytes: number }) {
    this.#heldMaxBytes = heldMaxBytes;
  }

  /**
   * Takes the next bytes and gives those that pass, in order. Without `take` all pass, and only the place is kept.
   * `takeRun` is asked before `take`, wherever a response begins.
   */
  push(
    chunk: Uint8Array,
    take: TakeFetch | undefined,
    takeRun?: (chunk: Uint8Array, from: number) => number,
  ): readonly Uint8Array[] {
    const passed: Uint8Array[] = [];
    if (!take) this.#letHeldPass(passed);
    let [at, notPassed] = [0, 0];
    for (;;) {
      if (takeRun && this.#isBetween()) {
        const runEnd = takeRun(chunk, at);
        if (runEnd > at && at > notPassed) passed.push(chunk.subarray(notPassed, at));
        if (runEnd > at) notPassed = runEnd;
        at = runEnd;
      }
      const end = this.#responseEnd(chunk, at);
      if (end < 0) break;
      if (take && !this.#passing && takes(take, this.#joined(chunk.subarray(at, end)))) {
        if (at > notPassed) passed.push(chunk.subarray(notPassed, at));
        notPassed = end;
      } else passed.push(...this.#held); // They came before this chunk, of which nothing has passed yet.
      this.#forgetHeld();
      this.#passing = false;
      at = end;
    }
    const rest = chunk.length - at;
    const keeps = take && !this.#passing && this.#heldBytes + rest <= this.#heldMaxBytes;
    if (rest > 0 && !keeps) {
      this.#letHeldPass(passed);
      this.#passing = true;
    }
    const passTo = keeps ? at : chunk.length;
    if (passTo > notPassed) passed.push(chunk.subarray(notPassed, passTo));
    if (rest > 0 && keeps) {
      this.#held.push(chunk.subarray(at));
      this.#heldBytes += rest;
    }
    return passed;
  }

  /** No response is under way. */
  #isBetween(): boolean {
    return !this.#passing && this.#heldBytes === 0 && this.#literalLeft === 0 && this.#lineTail.length === 0;
  }

  #joined(end: Uint8Array): Uint8Array {
    return this.#held.length === 0 ? end : Buffer.concat([...this.#held, end]);
  }

  #letHeldPass(passed: Uint8Array[]): void {
    if (this.#held.length === 0) return;
    passed.push(...this.#held);
    this.#passing = true;
    this.#forgetHeld();
  }

  #forgetHeld(): void {
    if (this.#heldBytes === 0) return;
    this.#held = [];
    this.#heldBytes = 0;
  }

  /** Where the response under way ends in the chunk, behind its line end; -1 when it goes on. */
  #responseEnd(chunk: Uint8Array, from: number): number {
    let at = from;
    for (;;) {
      const skipped = Math.min(this.#literalLeft, chunk.length - at);
      this.#literalLeft -= skipped;
      at += skipped;
      if (at >= chunk.length) return -1;
      const lineFeed = chunk.indexOf(LF, at);
      const lineEnd = lineFeed < 0 ? chunk.length : lineFeed;
      const literal = this.#announced(chunk, Math.max(at, lineEnd - tailMaxBytes), lineEnd, lineFeed >= 0);
      if (lineFeed < 0) return -1;
      at = lineFeed + 1;
      if (literal === undefined) return at;
      this.#literalLeft = literal;
    }
  }

  /** The bytes of the literal that a line announces whose last part is given; the end of one that goes on is kept. */
  #announced(chunk: Uint8Array, from: number, end: number, hasEnded: boolean): number | undefined {
    if (hasEnded && this.#lineTail.length === 0) return announcedLength(chunk, from, end);
    const tail = Buffer.concat([this.#lineTail, chunk.subarray(from, end)]).subarray(-tailMaxBytes);
    this.#lineTail = hasEnded ? nothing : tail;
    return hasEnded ? announcedLength(tail, 0, tail.length) : undefined;
  }
}

/**
 * A {@link TakeRun} that takes FETCH responses of one line unread: to who only waits for a change, a thousand that come at
 * once are one.
 */
export function passFetchLines(chunk: Uint8Array, from: number, onTaken: (bytes: number) => void): number {
  let at = from;
  for (;;) {
    const end = chunk.indexOf(LF, at);
    // One that announces a literal ends in `}`; it and what follows is for the cutter.
    if (end < 0 || chunk[end - 1] !== CR || chunk[end - 2] !== CLOSE) return at;
    if (!isUntaggedFetch(chunk.subarray(at, end))) return at;
    onTaken(end + 1 - at);
    at = end + 1;
  }
}

const LF = 0x0a;
const CR = 0x0d;
const CLOSE = 0x29;
const nothing = new Uint8Array();
/** `{`, as many digits as a number64 has, `}` and CR. */
const tailMaxBytes = 24;

function takes(take: TakeFetch, response: Uint8Array): boolean {
  if (!isUntaggedFetch(response)) return false;
  let end = response.length - 1;
  if (response[end - 1] === 0x0d) end--;
  return take(response.subarray(0, end));
}

/** The bytes of the literal that a line announces at its end, of which the last part is given; undefined: none. */
function announcedLength(bytes: Uint8Array, from: number, end: number): number | undefined {
  let at = end - 1;
  if (at >= from && bytes[at] === 0x0d) at--;
  if (at < from || bytes[at] !== 0x7d) return undefined;
  let [length, unit] = [0, 1];
  for (at--; at >= from; at--) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) break;
    length += digit * unit;
    unit *= 10;
  }
  return at >= from && bytes[at] === 0x7b && unit > 1 ? length : undefined;
}

/** `* 12 FETCH …`, in any case, without making a string of the line. */
export function isUntaggedFetch(line: Uint8Array): boolean {
  if (line[0] !== 0x2a || line[1] !== 0x20) return false;
  let at = 2;
  while ((line[at] ?? 0) >= 0x30 && (line[at] ?? 0) <= 0x39) at++;
  if (at === 2 || line[at] !== 0x20) return false;
  for (const letter of FETCH) if (((line[++at] ?? 0) | 0x20) !== letter) return false;
  return line[at + 1] === 0x20;
}

const FETCH = Buffer.from('fetch', 'latin1');
