import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchRow } from './row.ts';

/** What one bench gave, and of what. */
export interface BenchResult {
  readonly bench: string;
  readonly messages: number;
  /** Of the sources that were measured; see `revisionOf`. */
  readonly revision: string;
  /** ISO 8601. */
  readonly measuredAt: string;
  readonly seconds: number;
  readonly rows: readonly BenchRow[];
}

/** Results of benches, a file each, so that a run that was interrupted goes on where it was. */
export class Results {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The result of this size and these sources, if there is one. Without a revision nothing is known to be the same. */
  find(bench: string, messages: number, revision: string | undefined): BenchResult | undefined {
    const found = this.#read(bench, messages);
    return revision !== undefined && found?.revision === revision ? found : undefined;
  }

  save(result: BenchResult): void {
    mkdirSync(this.#folder, { recursive: true });
    writeFileSync(this.#path(result.bench, result.messages), `${JSON.stringify(result, undefined, 2)}\n`);
  }

  #path(bench: string, messages: number): string {
    return join(this.#folder, `${bench}-${messages}.json`);
  }

  #read(bench: string, messages: number): BenchResult | undefined {
    try {
      return JSON.parse(readFileSync(this.#path(bench, messages), 'utf8'));
    } catch (error) {
      // None yet, or one whose writing was interrupted: it is measured.
      if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT'))
        return;
      throw error;
    }
  }
}
