/** Programs that tests start: found by their path, ended by their pid, their output kept for the failure message. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string | Buffer;
  readonly timeoutMs?: number;
}

export interface RunResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. Whatever exit code it ends with is a result; not being able to start it rejects. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: 'pipe',
    timeout: options.timeoutMs ?? 120_000,
  });
  child.stdin.on('error', () => {}); // The program may end without reading its input: its exit code tells.
  child.stdin.end(options.input ?? '');
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout.setEncoding('utf8').toArray(),
    child.stderr.setEncoding('utf8').toArray(),
    once(child, 'close'),
  ]);
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}

/** As `run`, for a program that must succeed: any other exit code throws with all that it said. */
export async function runOk(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${stdout}${stderr}`);
  return stdout;
}

export interface Daemon extends AsyncDisposable {
  readonly pid: number;
  /** All that it has written so far. */
  output(): string;
  /** False from the moment it has ended. */
  running(): boolean;
}

/** Starts a program that runs until it is disposed: SIGTERM, and SIGKILL if it has not ended after 10 s. */
export function startDaemon(command: string, args: readonly string[], options: RunOptions = {}): Daemon {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: string[] = [];
  child.on('error', (error) => chunks.push(String(error)));
  child.stdout.setEncoding('utf8').on('data', (text: string) => chunks.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => chunks.push(text));
  const running = () => child.exitCode === null && child.signalCode === null && child.pid !== undefined;
  return {
    pid: child.pid ?? -1,
    output: () => chunks.join(''),
    running,
    [Symbol.asyncDispose]: () => stop(child, running),
  };
}

async function stop(child: ChildProcess, running: () => boolean): Promise<void> {
  if (!running()) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const deadline = new AbortController();
  const late = sleep(10_000, 'late', { signal: deadline.signal }).catch(() => 'aborted');
  if ((await Promise.race([ended, late])) === 'late') child.kill('SIGKILL');
  await ended;
  deadline.abort();
}
