/** `npm run package`: the production bundles and `dist/mailroom.vsix` out of them. */
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bin, report, root, runStep } from './step.ts';

export const vsixPath = join(root, 'dist/mailroom.vsix');

/** Builds and packs (vsce runs the production build by itself) and prints the size. True when it worked. */
export async function packageVsix(): Promise<boolean> {
  const result = await runStep({
    name: 'package',
    command: bin('vsce'),
    args: [
      'package',
      '--no-dependencies',
      '--allow-missing-repository',
      '--no-rewrite-relative-links',
      '--skip-license',
      '-o',
      vsixPath,
    ],
    // The scripts of package.json say `node`, which must be ours wherever this was called from.
    env: { PATH: `${dirname(process.execPath)}:${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}` },
    buffered: true,
  });
  report(result, true);
  if (result.ok) process.stdout.write(`  dist/mailroom.vsix, ${Math.ceil((await stat(vsixPath)).size / 1024)} KB\n`);
  return result.ok;
}

if (import.meta.main && !(await packageVsix())) process.exitCode = 1;
