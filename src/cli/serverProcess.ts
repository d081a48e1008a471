import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { CliIo } from './verb.ts';

/**
 * Runs the local server's program with this one's standard streams, and gives its exit code. The command line knows
 * nothing of the server but its bundle: `dist/server.cjs VERB …`. Ctrl-C and SIGTERM become the server's clean stop.
 */
export function runServerProcess(
  verb: 'serve' | 'server' | 'user' | 'domain' | 'alias' | 'queue' | 'wait',
  args: readonly string[],
  io: CliIo,
): Promise<number> {
  const program = join(io.bundleFolder, 'server.cjs');
  // The channel is how the server learns that this process is gone, however it went.
  const child = spawn(process.execPath, [program, verb, ...args], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  const stop = () => child.kill('SIGTERM');
  if (io.signal.aborted) stop();
  io.signal.addEventListener('abort', stop, { once: true });
  // A service's SIGHUP says: read the certificate again. A terminal's says that it is gone, which ends this process and so both.
  const reload = () => child.kill('SIGHUP');
  if (!process.stdout.isTTY) process.on('SIGHUP', reload);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      io.signal.removeEventListener('abort', stop);
      process.off('SIGHUP', reload);
      resolve(code ?? 1);
    });
  });
}
