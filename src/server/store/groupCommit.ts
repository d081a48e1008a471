import { otherWork } from '../../base/clock.ts';

/** Gives the ids of the mailboxes it touched to the list. */
export type GroupChange = (touched: number[]) => void;

/** A change that waits for its transaction, and who waits for it. */
interface Waiting {
  readonly change: GroupChange;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Changes of many connections in one transaction: those that come while the event loop reads what sockets have brought are
 * committed together behind it, so that the disk is waited for once for all of them.
 */
export class GroupCommit {
  readonly #commit: (change: GroupChange) => void;
  #waiting: Waiting[] = [];

  /** `commit` runs its argument as one transaction, on disk when it returns. */
  constructor(commit: (change: GroupChange) => void) {
    this.#commit = commit;
  }

  /** Resolves when the change is on disk. Throws what it throws; what is committed with it is not touched by that. */
  add(change: GroupChange): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ change, resolve, reject });
      if (this.#waiting.length === 1) void otherWork().then(() => this.#flush());
    });
  }

  #flush(): void {
    const group = this.#waiting;
    this.#waiting = [];
    try {
      this.#commit((touched) => {
        for (const { change } of group) change(touched);
      });
    } catch (error) {
      if (group.length === 1) group[0]?.reject(error);
      // One of them failed, and nothing of the group is there: each alone, so that it fails alone.
      else for (const waiting of group) this.#commitAlone(waiting);
      return;
    }
    for (const { resolve } of group) resolve();
  }

  #commitAlone({ change, resolve, reject }: Waiting): void {
    try {
      this.#commit(change);
      resolve();
    } catch (error) {
      reject(error);
    }
  }
}
