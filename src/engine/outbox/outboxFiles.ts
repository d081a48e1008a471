import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { OutboxId } from '../../protocol/records.ts';
import { listFolder, removeFile, statFile } from '../files.ts';
import type { OutboxStore } from '../store/outbox.ts';

interface FilesDependencies {
  readonly store: OutboxStore;
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The bytes of mail on its way: one file each, gone when nobody needs it any more. */
export class OutboxFiles {
  readonly #dependencies: FilesDependencies;

  constructor(dependencies: FilesDependencies) {
    this.#dependencies = dependencies;
  }

  pathOf(id: OutboxId): string {
    return join(this.#dependencies.folder, `${id}.eml`);
  }

  /** Throws `file.*`. */
  async remove(id: OutboxId): Promise<void> {
    await removeFile(this.pathOf(id));
  }

  /** As `remove`, where nobody waits for it: what stays goes at another start. */
  async drop(id: OutboxId): Promise<void> {
    await this.remove(id).catch((error) => this.#dependencies.log.warn('outbox.bytesStay', { id, error }));
  }

  /** Bytes without a row: an engine died between writing the file and the row. Never throws. */
  async removeStrays(): Promise<void> {
    const { store, folder, clock, log } = this.#dependencies;
    const startedAt = clock.now();
    try {
      const names = await listFolder(folder);
      const known = new Set(store.all().map(({ id }) => `${id}.eml`));
      for (const path of names.filter((name) => !known.has(name)).map((name) => join(folder, name))) {
        const { modifiedAt } = await statFile(path);
        if (modifiedAt < startedAt) await removeFile(path); // A newer one belongs to a mail that is being queued.
      }
    } catch (error) {
      log.warn('outbox.strays', { error });
    }
  }
}
