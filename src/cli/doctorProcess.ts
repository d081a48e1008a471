import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { childEnvironment } from '../base/childEnvironment.ts';
import { MailError } from '../base/errors.ts';
import { type CheckupFinding, checkupFinding } from '../protocol/checkup.ts';
import { errorForExitCode } from '../protocol/exitCodes.ts';
import type { CliIo } from './verb.ts';

/**
 * Runs the engine's program on a profile's files without starting an engine, telling each finding as it comes. True when
 * all is sound. Throws what kept it from looking: `engine.busyElsewhere`, `runtime.…`, `store.…`.
 */
export async function runCheckup(
  profile: string,
  { look, tell }: { readonly look: boolean; readonly tell: (finding: CheckupFinding) => void },
  io: CliIo,
): Promise<boolean> {
  const program = join(io.bundleFolder, 'engine.cjs');
  const child = spawn(process.execPath, [program, '--profile', profile, '--doctor', look ? 'look' : 'repair'], {
    env: childEnvironment(io.env),
    stdio: ['ignore', 'pipe', 'inherit'],
    signal: io.signal,
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', (error) => reject(io.signal.aborted ? new MailError('engine.cancelled') : error));
    child.once('close', (code) => resolve(code ?? 70));
  });
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) tell(checkupFinding.parse(JSON.parse(line)));
  });
  const code = await ended;
  if (code > 1) throw new MailError(errorForExitCode(code), { retry: 'later' });
  return code === 0;
}
