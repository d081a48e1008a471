import { otherWork } from '../../base/clock.ts';
import type { Database } from './database.ts';

interface Waiting {
  /** As of {@link Database.write}. */
  readonly name: string;
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
  #waiting: Waiting[] = [];

  constructor(db: Database) {
    this.#db = db;
  }

  /** Rejects with what `change` throws, which takes back this change alone, or with what kept the group from the disk. */
  write(name: string, change: () => void): Promise<void> {
    return this.#add({ name, change, waits: true });
  }

  /** The same, for what {@link Database.writeSoon} would do. */
  writeSoon(name: string, change: () => void): Promise<void> {
    return this.#add({ name, change, waits: false });
  }

  #add(wanted: Pick<Waiting, 'name' | 'change' | 'waits'>): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ ...wanted, written: resolve, failed: reject });
    if (this.#waiting.length === 1) void otherWork().then(() => this.#writeGroup());
    return promise;
  }

  #writeGroup(): void {
    const group = this.#waiting;
    this.#waiting = [];
    try {
      const changes = group.map(({ change }) => change);
      const name = [...new Set(group.map((one) => one.name))].join('+');
      const outcomes = group.some(({ waits }) => waits)
        ? this.#db.writeEach(name, changes)
        : this.#db.writeEachSoon(name, changes);
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
