/** One program run by a developer script: shown as it runs, timed, and its ending told. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');

/** A program of a development dependency. */
export const bin = (name: string): string => join(root, 'node_modules/.bin', name);

export interface Step {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Keeps the output back until the end, for steps that run side by side. */
  readonly buffered?: boolean;
}

export interface StepResult {
  readonly name: string;
  readonly ok: boolean;
  readonly ms: number;
  readonly output: string;
}

export async function runStep(step: Step): Promise<StepResult> {
  const started = performance.now();
  const colour = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  const child = spawn(step.command, step.args, {
    cwd: root,
    env: { ...process.env, ...colour, ...step.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: string[] = [];
  const keep = (text: string) => {
    chunks.push(text);
    if (!step.buffered) process.stdout.write(text);
  };
  child.on('error', (error) => keep(`${step.command}: ${error.message}\n`));
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  const [code] = await once(child, 'close');
  return { name: step.name, ok: code === 0, ms: performance.now() - started, output: chunks.join('') };
}

/** Prints one line for a step: mark, name, seconds; before it, of a step that failed, what it said. */
export function report({ name, ok, ms, output }: StepResult, buffered = false): void {
  if (buffered && !ok) process.stdout.write(output);
  process.stdout.write(`${ok ? '✔' : '✖'} ${name} (${(ms / 1000).toFixed(1)} s)\n`);
}
