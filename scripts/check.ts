/** `npm run check`: types, format and lint, dead code, and the tests that hold the house rules. */
import { globSync } from 'node:fs';
import { bin, report, root, runStep, type Step } from './step.ts';

const RULES = ['tidy', 'layers', 'manifest', 'strings'];

/** Runs all steps side by side and prints one line each. True when all passed. */
export async function check(): Promise<boolean> {
  const rules = globSync(`test/unit/{${RULES.join(',')}}*.test.ts`, { cwd: root });
  const steps: Step[] = [
    { name: 'types', command: bin('tsc'), args: ['-p', '.'] },
    { name: 'lint and format', command: bin('biome'), args: ['ci', '--colors=off', '.'] },
    { name: 'rows and their tests', command: process.execPath, args: ['scripts/rows.ts', '--check'] },
    { name: 'dead code', command: bin('knip'), args: ['--no-progress'] },
  ];
  if (rules.length > 0) {
    steps.push({ name: 'house rules', command: process.execPath, args: ['--test', '--test-isolation=none', ...rules] });
  }
  const results = await Promise.all(steps.map((step) => runStep({ ...step, buffered: true })));
  for (const result of results) report(result, true);
  return results.every(({ ok }) => ok);
}

if (import.meta.main && !(await check())) process.exitCode = 1;
