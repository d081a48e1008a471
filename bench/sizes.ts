import { statSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../test/support/projectRoot.ts';
import type { Bench, BenchRow } from './row.ts';

/** What is shipped: the extension's own bundle and the package, as `npm run package` left them. */
export const sizes: Bench = {
  name: 'sizes',
  async run() {
    const size = (...path: readonly string[]) => statSync(join(projectRoot, ...path)).size;
    const row = (metric: string, value: number, unit: 'KB' | 'MB', goal: number): BenchRow => {
      return { bench: 'sizes', metric, value, unit, goal, better: 'lower', baseline: null, runs: 1 };
    };
    return [
      row(
        'extension, with all that it loads later',
        (size('dist', 'extension.cjs') + size('dist', 'app.cjs')) / 1_000,
        'KB',
        250,
      ),
      row('package', size('dist', 'mailroom.vsix') / 1_000_000, 'MB', 3),
    ];
  },
};
