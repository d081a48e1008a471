import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';

/** `npm run fuzz -- [MINUTES]`: the property tests of `npm test` with new seeds and many more runs; a failure prints its seed. */
const minutes = Number(process.argv[2] ?? 10);
const until = Date.now() + minutes * 60_000;
const files = globSync(['test/fuzz/**/*.test.ts', 'test/unit/**/*.test.ts']);
let failed = false;
for (let round = 1; !failed && Date.now() < until; round++) {
  const seed = Date.now() % 2 ** 31;
  console.log(`round ${round}, seed ${seed}`);
  const args = ['--test', '--test-isolation=none', '--test-reporter=dot', ...files];
  const env = { ...process.env, MAILROOM_FUZZ_SEED: String(seed) };
  failed = spawnSync(process.execPath, args, { stdio: 'inherit', env }).status !== 0;
}
process.exitCode = failed ? 1 : 0;
