/**
 * Bytes that wait for a moment, side by side in one piece of memory that is used again. Kept where they came in, each would
 * hold a whole read of the socket, which the collector lets go of late: it is not in the heap that it watches.
 */
export class WaitingBytes {
  readonly #memory: Buffer;
  #used = 0;

  constructor(size: number) {
    this.#memory = Buffer.allocUnsafeSlow(size);
  }

  /** A copy that is good until {@link clear}. What finds no room has memory of its own. */
  keep(bytes: Uint8Array): Uint8Array {
    const end = this.#used + bytes.length;
    if (end > this.#memory.length) return Buffer.from(bytes);
    this.#memory.set(bytes, this.#used);
    const kept = this.#memory.subarray(this.#used, end);
    this.#used = end;
    return kept;
  }

  clear(): void {
    this.#used = 0;
  }
}
