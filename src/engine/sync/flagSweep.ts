/**
 * All UIDs and flags of a mailbox on the server, beside the cache's. Rows of the cache are read only where the server says
 * something else than at the last sweep: of 100,000 messages, reading them all takes as long as the server's answer.
 */
import type { FlagRow } from '../../mail/imap/fetchList.ts';
import type { MessageStore } from '../store/messages.ts';
import { blockOf, firstUidOf } from '../store/sweptFlags.ts';
import { FlagDigest } from './flagDigest.ts';

export interface FlagDifference {
  /** UIDs that only the server has, ascending. */
  readonly missing: readonly number[];
  /** UIDs that only the cache has. */
  readonly gone: readonly number[];
  /** With the server's flags. */
  readonly changed: readonly FlagRow[];
  /** For `SweptFlags.note` once the rows that are gone or changed are mended: blocks where nothing is missing. */
  readonly digests: ReadonlyMap<number, number>;
}

export class ServerFlags {
  #uids: number[] = [];
  #flags: (readonly string[])[] = [];
  #last = 0;
  #ascends = true;

  get size(): number {
    return this.#uids.length;
  }

  /** Takes one message as the server tells it. Of two that have one UID the later counts: it changed meanwhile. */
  add(uid: number, flags: readonly string[]): void {
    this.#ascends &&= uid > this.#last;
    this.#last = uid;
    this.#uids.push(uid);
    this.#flags.push(flags);
  }

  /**
   * What differs from the cache's rows of this UIDVALIDITY. To be called once all is added; what differs must be mended
   * before anything else writes to the cache.
   */
  compare(mailbox: SweptMailbox, messages: MessageStore): FlagDifference {
    this.#settle();
    const digest = new FlagDigest();
    const before = messages.swept.of(mailbox.number);
    const blocks = this.#blocks(digest, before);
    const found = emptyDifference();
    for (const { differs, blocks: run } of runsOf(blocks, before)) {
      for (const block of run) found.digests.set(block.block, block.digest);
      if (differs) this.#compareRows(run, uidRangeOf(run), { mailbox, messages, digest, found });
    }
    // What the cache has beside these blocks shows in its count.
    const count = messages.countOf(mailbox.number, mailbox.uidValidity);
    if (count - found.gone.length + found.missing.length === this.size) return found;
    const all = emptyDifference();
    for (const block of blocks) all.digests.set(block.block, block.digest);
    this.#compareRows(blocks, { first: 0, last: uidMax }, { mailbox, messages, digest, found: all });
    return all;
  }

  /** Servers tell them in ascending order, each once; one that changes meanwhile is told again at the end. */
  #settle(): void {
    if (this.#ascends) return;
    const flags = new Map(this.#uids.map((uid, at) => [uid, this.#flags[at] ?? []]));
    this.#uids = [...flags.keys()].sort((a, b) => a - b);
    this.#flags = this.#uids.map((uid) => flags.get(uid) ?? []);
    this.#ascends = true;
  }

  /** Ascending: the server's, and those known from before where it has nothing any more. */
  #blocks(digest: FlagDigest, before: ReadonlyMap<number, number>): readonly Block[] {
    const uids = this.#uids;
    const blocks: Block[] = [];
    let left = before.size;
    for (let from = 0; from < uids.length; ) {
      const block = blockOf(uids[from] ?? 0);
      const next = firstUidOf(block + 1);
      let end = from + 1;
      while (end < uids.length && (uids[end] ?? 0) < next) end++;
      blocks.push({ block, from, end, digest: digest.of(uids, this.#flags, from, end) });
      if (before.has(block)) left--;
      from = end;
    }
    if (left === 0) return blocks;
    const there = new Set(blocks.map(({ block }) => block));
    const empty = [...before.keys()].filter((block) => !there.has(block));
    for (const block of empty) blocks.push({ block, from: 0, end: 0, digest: Number.NaN });
    return blocks.sort((a, b) => a.block - b.block);
  }

  /** Compares row by row. A block where something is missing, or that the server has no more, is noted as unknown. */
  #compareRows(blocks: readonly Block[], range: UidRange, { mailbox, messages, digest, found }: Comparison): void {
    const known = messages.uidFlags(mailbox, range);
    const there = new Set<number>();
    for (const { block, from, end } of blocks) {
      if (from === end) found.digests.delete(block);
      for (let at = from; at < end; at++) {
        const uid = this.#uids[at] ?? 0;
        const flags = this.#flags[at] ?? [];
        const before = known.get(uid);
        if (before === undefined) {
          found.missing.push(uid);
          found.digests.delete(block);
          continue;
        }
        there.add(uid);
        if (before !== digest.textOf(flags)) found.changed.push({ uid, flags });
      }
    }
    if (there.size < known.size) for (const uid of known.keys()) if (!there.has(uid)) found.gone.push(uid);
  }
}

interface SweptMailbox {
  readonly number: number;
  readonly uidValidity: number;
}

interface UidRange {
  readonly first: number;
  readonly last: number;
}

/** Messages of one block; `from` and `end` are positions in the server's list. */
interface Block {
  readonly block: number;
  readonly from: number;
  readonly end: number;
  readonly digest: number;
}

interface Comparison {
  readonly mailbox: SweptMailbox;
  readonly messages: MessageStore;
  readonly digest: FlagDigest;
  readonly found: MutableDifference;
}

interface MutableDifference {
  readonly missing: number[];
  readonly gone: number[];
  readonly changed: FlagRow[];
  readonly digests: Map<number, number>;
}

function emptyDifference(): MutableDifference {
  return { missing: [], gone: [], changed: [], digests: new Map() };
}

/** Blocks side by side that all differ from the last sweep, or all do not. */
function runsOf(
  blocks: readonly Block[],
  before: ReadonlyMap<number, number>,
): readonly { readonly differs: boolean; readonly blocks: Block[] }[] {
  const runs: { differs: boolean; blocks: Block[] }[] = [];
  for (const block of blocks) {
    const differs = before.get(block.block) !== block.digest;
    const last = runs.at(-1);
    if (last?.differs === differs) last.blocks.push(block);
    else runs.push({ differs, blocks: [block] });
  }
  return runs;
}

function uidRangeOf(blocks: readonly Block[]): UidRange {
  return { first: firstUidOf(blocks[0]?.block ?? 0), last: firstUidOf((blocks.at(-1)?.block ?? 0) + 1) - 1 };
}

/** RFC 9051 §9 nz-number. */
const uidMax = 0xffff_ffff;
