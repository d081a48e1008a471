/** Messages that wait to be stored in a mailbox, one file each: what waits no longer depends on where it came from. */
import { join } from 'node:path';
import { type Random, randomId } from '../../base/random.ts';
import { ensureFolder, listFolder, readWhole, removeFile, writeDurably } from '../files.ts';
import { appendMaxBytes } from './limits.ts';

export class AppendFiles {
  readonly #folder: string;
  readonly #random: Random;

  constructor({ folder, random }: { folder: string; random: Random }) {
    this.#folder = folder;
    this.#random = random;
  }

  /** Keeps a message; durable when it returns. Gives the name that the journal notes. */
  async keep(bytes: Uint8Array): Promise<string> {
    await ensureFolder(this.#folder);
    const name = `${randomId(this.#random)}.eml`;
    await writeDurably(join(this.#folder, name), [bytes]);
    return name;
  }

  /** Throws `file.missing`, `message.tooLarge`. */
  read(name: string): Promise<Uint8Array> {
    return readWhole(join(this.#folder, name), appendMaxBytes);
  }

  /** A file that stays because it can't be removed now is swept at the next start. */
  forget(name: string): void {
    void removeFile(join(this.#folder, name)).catch(() => {}); // Swept at the next start.
  }

  /** Removes files that no waiting operation names: the engine ended between keeping one and noting it. */
  async sweep(named: ReadonlySet<string>): Promise<void> {
    await ensureFolder(this.#folder);
    for (const name of await listFolder(this.#folder)) if (!named.has(name)) await removeFile(join(this.#folder, name));
  }
}
