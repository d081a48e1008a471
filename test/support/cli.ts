/** The command line as a shell would run it, from `dist/`. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from './projectRoot.ts';

export const program = join(projectRoot, 'dist', 'mailroom.js');

export interface CliOutcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Each line of standard output that is JSON, in order. */
  readonly json: readonly unknown[];
}

export interface CliOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  /** Default: the Node of the test. */
  readonly node?: string;
  readonly program?: string;
}

/** Runs `mailroom ARGS…` to its end. A failure is an outcome here, not an exception. */
export function mailroom(args: readonly string[], options: CliOptions = {}): Promise<CliOutcome> {
  return new Promise((resolve) => {
    const command = [options.program ?? program, ...args];
    const child = execFile(
      options.node ?? process.execPath,
      command,
      { env: { ...process.env, ...options.env }, maxBuffer: 64 * 1024 * 1024 },
      (error, out, err) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err, json: jsonLines(out) }),
    );
    child.stdin?.end(options.input ?? '');
  });
}

function jsonLines(out: string): readonly unknown[] {
  const lines = out.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line));
}
