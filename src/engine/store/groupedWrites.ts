import { otherWork } from '../../base/clock.ts';
import type { Database } from './database.ts';

interface Waiting {
  readonly change: () => void;
  /** The disk is waited for. */
  readonly waits: boolean;
  readonly written: () => void;
  readonly failed: (reason: unknown) => void;
}

/**
 * Changes that wait for the disk together: those asked for before the event loop comes round share one transaction and its
 * sync. What is promised is the same as of {@link Database.write}: on disk once it resolves. A change looks at what is there
 * when it runs, not when it was asked for.
 */
export class GroupedWrites {
  readonly #db: Database;
  readonly #name: string;
  #waiting: Waiting[] = [];

  constructor(db: Database, name: string) {
    this.#db = db;
    this.#name = name;
  }

  /** Rejects with what `change` throws, which takes back this change alone, or with what kept the group from the disk. */
  write(change: () => void): Promise<void> {
    return this.#add(change, true);
  }

  /** The same, for what {@link Database.writeSoon} would do. */
  writeSoon(change: () => void): Promise<void> {
    return this.#add(change, false);
  }

  #add(change: () => void, waits: boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ change, waits, written: resolve, failed: reject });
    if (this.#waiting.length === 1) void otherWork().then(() => this.#writeGroup());
    return promise;
  }

  #writeGroup(): void {
    const group = this.#waiting;
    this.#waiting = [];
    try {
      const changes = group.map(({ change }) => change);
      const outcomes = group.some(({ waits }) => waits)
        ? this.#db.writeEach(this.#name, changes)
        : this.#db.writeEachSoon(this.#name, changes);
      for (const [index, { written, failed }] of group.entries()) {
        const outcome = outcomes[index];
        if (outcome?.status === 'rejected') failed(outcome.reason);
        else written();
      }
    } catch (reason) {
      for (const { failed } of group) failed(reason);
    }
  }
}
