/**
 * `npm run sim`: the simulations of `npm test`, as long as is asked for.
 *
 *     npm run sim -- --seeds 1000            the sample of `npm test` with 1,000 seeds, one after the other
 *     npm run sim -- --seed 77 --runs 200    200 places in each test, picked by seed 77
 *     npm run sim -- --all --only cutImap    every byte, each part with a line of its own; for crash every commit, before and behind it
 *     npm run sim -- --kills 2000            kill -9 on real processes with real Dovecot and Postfix
 *
 * A failure names its place and its seed, and ends the run.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loopbackOnly } from '../test/support/loopbackOnly.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    runs: { type: 'string' },
    all: { type: 'boolean' },
    kills: { type: 'string' },
    only: { type: 'string', multiple: true },
  },
});

/** Kill loops repeat themselves in one run, so they are left out where the other simulations are repeated. */
const parts = values.only ?? (values.kills === undefined ? undefined : ['killLoop']);
const files = globSync('test/sim/**/*.test.ts').filter(
  (file) => parts?.some((part) => file.includes(part)) ?? !file.includes('killLoop'),
);
const first = Number(values.seed);
const last = first + Number(values.seeds) - 1;
for (let seed = first; seed <= last; seed++) {
  process.stdout.write(`\n── seed ${seed} of ${first} to ${last}\n`);
  // As in `npm test`: taking a finished file down may spin for ever.
  const args = ['--test', '--test-force-exit', '--test-reporter=spec', '--test-concurrency=2', ...files];
  const env = {
    ...process.env,
    ...loopbackOnly({}),
    MAILROOM_SIM_SEED: String(seed),
    ...(values.all
      ? { MAILROOM_SIM_RUNS: 'all' }
      : values.runs === undefined
        ? {}
        : { MAILROOM_SIM_RUNS: values.runs }),
    ...(values.kills === undefined ? {} : { MAILROOM_SIM_KILLS: values.kills }),
  };
  if (spawnSync(process.execPath, args, { stdio: 'inherit', env }).status === 0) continue;
  process.exitCode = 1;
  break;
}
