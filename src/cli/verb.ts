import type { EngineAccess } from './engineAccess.ts';

/** What a verb may use of the world. A test gives its own. */
export interface CliIo {
  /** Writes one line to standard output. */
  out(line: string): void;
  /** Writes bytes to standard output as they are. */
  outBytes(bytes: Uint8Array): void;
  /** Writes one line to standard error. */
  err(line: string): void;
  /** All of standard input, as UTF-8. */
  readInput(): Promise<string>;
  readonly env: { readonly [name: string]: string | undefined };
  readonly cwd: string;
  /** Aborts on Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  /** Where the bundles lie: `dist`. */
  readonly bundleFolder: string;
  /** The engine of a profile, for the time of `use`. */
  readonly engine: EngineAccess;
}

/** One verb of `mailroom`. Throws coded errors; `cli.usage` for misuse. */
export interface Verb {
  readonly name: string;
  /** One line per form, without the program's name. */
  readonly usage: readonly string[];
  /** The exit code: 0 done, 1 failed, 2 misuse, 3 queued or in doubt. */
  run(args: readonly string[], io: CliIo): Promise<number>;
}
