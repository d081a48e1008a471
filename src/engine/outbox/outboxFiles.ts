import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { writeDate } from '../../mail/mime/writeHeader.ts';
import type { OutboxId } from '../../protocol/records.ts';
import { listFolder, readRange, removeFile, statFile, writeDurably } from '../files.ts';
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

  /** Writes another Date (RFC 5322 §3.6.1) into the bytes of a mail that leaves at another time; it is as long as before. */
  async redate(id: OutboxId, ms: number): Promise<void> {
    await writeDurably(this.pathOf(id), withDate(readRange(this.pathOf(id)), ms));
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

/** The field stands in the header, which comes first: in the first chunk, where it is not, nothing is changed. */
async function* withDate(bytes: AsyncIterable<Uint8Array>, ms: number): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const chunk of bytes) {
    yield isFirst ? Buffer.from(redated(Buffer.from(chunk).toString('latin1'), ms), 'latin1') : chunk;
    isFirst = false;
  }
}

function redated(text: string, ms: number): string {
  const end = text.indexOf('\r\n\r\n');
  const head = end < 0 ? text : text.slice(0, end);
  return head.replace(/^Date: [^\r\n]{31}(?=\r?$)/m, `Date: ${writeDate(ms)}`) + text.slice(head.length);
}
