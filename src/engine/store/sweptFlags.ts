/**
 * What the last sweep found equal in cache and on the server: a digest of UIDs and flags for each block of UIDs. Where the
 * server's digest is the same the next time, no row of the block is read. In memory only: rows cost nothing more to write,
 * and what might be wrong here ends with the engine.
 */
export class SweptFlags {
  /** By the mailbox's number, then by block. */
  readonly #digests = new Map<number, Map<number, number>>();

  of(mailbox: number): ReadonlyMap<number, number> {
    return this.#digests.get(mailbox) ?? none;
  }

  /** The cache is as the server in these blocks, and in no other for sure. */
  note(mailbox: number, digests: ReadonlyMap<number, number>): void {
    this.#digests.set(mailbox, new Map(digests));
  }

  /** A message comes, goes, or has other flags on the server: for all that writes rows of the cache. */
  forget(mailbox: number, uid: number): void {
    if (this.#digests.size === 0) return; // A listing asks for every row; most servers are never swept.
    this.#digests.get(mailbox)?.delete(blockOf(uid));
  }

  forgetMailbox(mailbox: number): void {
    this.#digests.delete(mailbox);
  }
}

export function blockOf(uid: number): number {
  return Math.floor(uid / blockUids);
}

export function firstUidOf(block: number): number {
  return block * blockUids;
}

/** Small, so that a change costs few rows to read; large, so that 100,000 messages are a few hundred blocks. */
const blockUids = 256;
const none: ReadonlyMap<number, number> = new Map();
