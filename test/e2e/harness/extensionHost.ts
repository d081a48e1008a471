/** The extension host of a test's VS Code, found among the processes below the one that was started on its user data. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '../../support/waitFor.ts';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly line: string;
}

/** Waits until there is one. */
export async function extensionHostPid(userDataDir: string): Promise<number> {
  return waitFor(
    async () => {
      const all = await processes();
      const isBelow = ({ line, parent }: Process): boolean => {
        if (line.includes(userDataDir)) return true;
        const above = all.find(({ pid }) => pid === parent);
        return above !== undefined && isBelow(above);
      };
      return all.find((each) => each.line.includes('--type=extensionHost') && isBelow(each))?.pid;
    },
    { what: 'the extension host', everyMs: 100 },
  );
}

async function processes(): Promise<readonly Process[]> {
  const found: Process[] = [];
  for (const name of (await readdir('/proc')).filter((each) => /^\d+$/.test(each))) {
    const read = (file: string) => readFile(join('/proc', name, file), 'utf8').catch(() => ''); // It has just ended.
    const stat = await read('stat');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    found.push({ pid: Number(name), parent, line: (await read('cmdline')).replaceAll('\0', ' ') });
  }
  return found;
}
