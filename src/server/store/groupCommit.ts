import { type Clock, otherWork } from '../../base/clock.ts';

/** Gives the ids of the mailboxes it touched to the list. */
export type GroupChange = (touched: number[]) => void;

/** A change that waits for its transaction, and who waits for it. */
interface Waiting {
  readonly change: GroupChange;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** How long a commit waits for those that are about to come, ms, and how many turns of the event loop where the clock stands. */
const gatherMs = 4;
const gatherTurnsMax = 2_000;

/**
 * Changes of many connections in one transaction, so that the disk is waited for once for all of them: those that come
 * while the event loop reads what sockets have brought, and those that were announced as on their way. Who was announced
 * and stays away delays one commit by {@link gatherMs} and no second one; who is alone waits for nobody.
 */
export class GroupCommit {
  readonly #clock: Clock;
  readonly #commit: (change: GroupChange) => void;
  readonly #expected = new Set<object>();
  #waiting: Waiting[] = [];

  /** `commit` runs its argument as one transaction, on disk when it returns. */
  constructor({ clock, commit }: { readonly clock: Clock; readonly commit: (change: GroupChange) => void }) {
    this.#clock = clock;
    this.#commit = commit;
  }

  /** A change of theirs will come soon. */
  expect(who: object): void {
    this.#expected.add(who);
  }

  /** It has come, or does not. */
  unexpect(who: object): void {
    this.#expected.delete(who);
  }

  /** Resolves when the change is on disk. Throws what it throws; what is committed with it is not touched by that. */
  add(change: GroupChange): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ change, resolve, reject });
      if (this.#waiting.length === 1) void this.#gather().then(() => this.#flush());
    });
  }

  async #gather(): Promise<void> {
    const since = this.#clock.now();
    for (let turn = 0; turn < gatherTurnsMax; turn++) {
      await otherWork();
      if (this.#expected.size === 0 || this.#clock.now() - since >= gatherMs) break;
    }
    this.#expected.clear();
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
