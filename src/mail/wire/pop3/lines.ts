/** Cuts what a peer sends into lines. Bytes in, lines out; no socket and no clock. */

export type Line =
  /** Without its line end, which may be LF alone. */
  | { readonly kind: 'line'; readonly bytes: Uint8Array }
  /** It went past its bound; what was too much is not kept, and the next line is read as ever. */
  | { readonly kind: 'tooLong' };

/** Holds one unfinished line at most. */
export class LineCutter {
  #held: Buffer = Buffer.alloc(0);
  #skipping = false;

  /** Takes the next bytes; gives what `maxBytes` (line end included) lets through. */
  push(chunk: Uint8Array, maxBytes: number): Line[] {
    const lines: Line[] = [];
    let rest: Buffer = this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : Buffer.from(chunk);
    for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a)) {
      lines.push(this.#cut(rest.subarray(0, end), end + 1 > maxBytes));
      this.#skipping = false;
      rest = rest.subarray(end + 1);
    }
    this.#skipping ||= rest.length >= maxBytes;
    this.#held = this.#skipping ? Buffer.alloc(0) : Buffer.from(rest);
    return lines;
  }

  #cut(line: Buffer, tooLong: boolean): Line {
    if (tooLong || this.#skipping) return { kind: 'tooLong' };
    return { kind: 'line', bytes: line.at(-1) === 0x0d ? line.subarray(0, -1) : line };
  }
}
