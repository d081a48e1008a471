import { appendPrivate, moveFile, readIfThere, removeFile, sizeOf } from '../files.ts';

export interface RotatingFileOptions {
  /** Where it lies, without `.log`: `…/logs/smtp`. */
  readonly base: string;
  /** The size at which a new file begins, bytes. */
  readonly maxBytes: number;
  /** Older files that are kept, as `smtp.1.log` (the youngest) and so on. */
  readonly keepFiles: number;
}

/** A text file that never grows past its cap: at it, the file steps aside and the oldest goes. */
export class RotatingFile {
  readonly #options: RotatingFileOptions;
  #bytes: number;

  constructor(options: RotatingFileOptions) {
    this.#options = options;
    this.#bytes = sizeOf(this.path);
  }

  get path(): string {
    return `${this.#options.base}.log`;
  }

  /** Bytes of the file and of those that stepped aside. */
  get totalBytes(): number {
    return this.#all().reduce((sum, path) => sum + sizeOf(path), 0);
  }

  /** Throws what the disk says. */
  append(text: string): void {
    const size = Buffer.byteLength(text);
    if (this.#bytes > 0 && this.#bytes + size > this.#options.maxBytes) this.#rotate();
    appendPrivate(this.path, text);
    this.#bytes += size;
  }

  /** Lines, newest first, of all files. */
  *lines(): Generator<string> {
    for (const path of this.#all()) {
      const lines = (readIfThere(path) ?? '').split('\n');
      for (const line of lines.reverse()) if (line !== '') yield line;
    }
  }

  clear(): void {
    for (const path of this.#all()) removeFile(path);
    this.#bytes = 0;
  }

  #rotate(): void {
    const [oldest = this.path, ...others] = this.#all().reverse();
    removeFile(oldest);
    let to = oldest;
    for (const from of others) {
      moveFile(from, to);
      to = from;
    }
    this.#bytes = 0;
  }

  /** The file itself, then from the youngest to the oldest. */
  #all(): string[] {
    const { base, keepFiles } = this.#options;
    return [this.path, ...Array.from({ length: keepFiles }, (_, index) => `${base}.${index + 1}.log`)];
  }
}
