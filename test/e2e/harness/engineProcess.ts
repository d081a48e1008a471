/** The engine of a test's VS Code, found among the processes by the profile that it was started on. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '../../support/waitFor.ts';

/** Process id of the engine that works on this `globalStorage`; waits until there is one. */
export async function enginePid(globalStorage: string): Promise<number> {
  return waitFor(
    async () => {
      for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
        const line = await readFile(join('/proc', pid, 'cmdline'), 'utf8').catch(() => ''); // It has just ended.
        const args = line.split('\0');
        const profile = args[args.indexOf('--profile') + 1] ?? '';
        if (args.some((arg) => /[/\\]engine\.\w+$/.test(arg)) && profile.startsWith(globalStorage)) return Number(pid);
      }
      return false;
    },
    { what: `the engine on ${globalStorage}`, everyMs: 100 },
  );
}

export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
