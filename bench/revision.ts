import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../test/support/childProcess.ts';

/** Changes of pages do not change figures. */
const measured = ['.', ':!docs', ':!*.md'];

/**
 * What the sources of a work tree are: the last commit that changed any, `4cab43e`, and a digest of what was changed
 * since, `4cab43e+1a2b3c`. Undefined where there is no git.
 */
export async function revisionOf(folder: string): Promise<string | undefined> {
  const git = async (...args: string[]) => {
    const result = await run('git', ['-C', folder, ...args]).catch(() => undefined);
    return result?.code === 0 ? result.stdout : undefined;
  };
  const commit = (await git('log', '-1', '--format=%h', '--', ...measured))?.trim();
  if (!commit) return undefined;
  const changes = await git('diff', 'HEAD', '--binary', '--', ...measured);
  const added = (await git('ls-files', '-o', '--exclude-standard', '-z', '--', ...measured)) ?? '';
  const names = added.split('\0').filter((name) => name !== '');
  if (changes === '' && names.length === 0) return commit;
  const hash = createHash('sha256').update(changes ?? '');
  for (const path of names.map((name) => join(folder, name)))
    hash.update(path).update(statSync(path).isFile() ? readFileSync(path) : ''); // A link to a folder is a name.
  return `${commit}+${hash.digest('hex').slice(0, 6)}`;
}
