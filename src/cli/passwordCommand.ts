import { execFile } from 'node:child_process';
import { MailError } from '../base/errors.ts';

/** A password program may think this long, ms: it may ask the person to unlock a key. */
const passwordCommandTimeoutMs = 120_000;
/** What it prints at most, bytes. */
const passwordMaxBytes = 64 * 1024;

/** The first line that a password program prints, as aerc, mbsync and himalaya read it. Throws `cli.passwordCommand`. */
export function runPasswordCommand(
  command: readonly string[],
  { signal }: { signal?: AbortSignal } = {},
): Promise<string> {
  const [program = '', ...args] = command;
  const limits = { timeout: passwordCommandTimeoutMs, maxBuffer: passwordMaxBytes, ...(signal && { signal }) };
  return new Promise((resolve, reject) => {
    execFile(program, args, { ...limits, encoding: 'utf8' }, (error, output) => {
      if (error) reject(new MailError('cli.passwordCommand', { data: { program, detail: String(error.code ?? '') } }));
      else resolve(output.split(/\r?\n/, 1)[0] ?? '');
    });
  });
}
