import { snapshotUidsMax } from '../limits.ts';
import type { Mailbox } from './mailboxes.ts';

export interface UidSource {
  uids(mailboxId: number): number[];
  uidsAfter(mailboxId: number, uid: number): number[];
  expungedSince(mailboxId: number, modSeq: number): number[];
}

/**
 * The UIDs of mailboxes as arrays that nobody changes, so that thousands of sessions on one mailbox share one. The next
 * array is made of the last and what came and went since.
 */
export class UidSnapshots {
  readonly #source: UidSource;
  readonly #kept = new Map<number, { readonly modSeq: number; readonly uids: readonly number[] }>();
  #count = 0;

  constructor(source: UidSource) {
    this.#source = source;
  }

  /** Ascending. `mailbox` as it was just read, outside any transaction: one that is rolled back takes its count along. */
  of({ id, modSeq }: Mailbox): readonly number[] {
    const last = this.#kept.get(id);
    if (last?.modSeq === modSeq) return last.uids;
    const uids = last ? this.#next(id, last) : this.#source.uids(id);
    this.#keep(id, modSeq, uids);
    return uids;
  }

  #next(id: number, last: { readonly modSeq: number; readonly uids: readonly number[] }): readonly number[] {
    const gone = new Set(this.#source.expungedSince(id, last.modSeq));
    const came = this.#source.uidsAfter(id, last.uids.at(-1) ?? 0);
    if (gone.size === 0 && came.length === 0) return last.uids;
    const left = gone.size === 0 ? last.uids : last.uids.filter((uid) => !gone.has(uid));
    return came.length === 0 ? left : left.concat(came);
  }

  #keep(id: number, modSeq: number, uids: readonly number[]): void {
    this.#count += uids.length - (this.#kept.get(id)?.uids.length ?? 0);
    this.#kept.delete(id);
    this.#kept.set(id, { modSeq, uids });
    for (const [oldest, { uids: old }] of this.#kept) {
      if (this.#count <= snapshotUidsMax || oldest === id) return;
      this.#kept.delete(oldest);
      this.#count -= old.length;
    }
  }
}
