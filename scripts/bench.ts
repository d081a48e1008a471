/**
 * `npm run bench -- [NAME...] [--json FILE] [--full] [--again] [--messages N]`: measures and prints one line per figure.
 * Never fails for a figure that misses its goal: the reader judges, on a machine that is as noisy as it is.
 *
 * `--full`: the sizes that docs/performance.md tells of, which it writes. What was measured of the same sources in the same
 * size is not measured again (bench-results/), unless `--again`.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benches } from '../bench/index.ts';
import { lineOf } from '../bench/report/figure.ts';
import { growthPlot } from '../bench/report/growthPlot.ts';
import { machine, machineText } from '../bench/report/machine.ts';
import { performancePage } from '../bench/report/performancePage.ts';
import { type BenchResult, Results } from '../bench/results.ts';
import { revisionOf } from '../bench/revision.ts';
import type { Bench, BenchRow } from '../bench/row.ts';
import { installCommand, obtainPrograms, type Program } from '../test/support/availability.ts';
import { packageVsix } from './package.ts';
import { root } from './step.ts';

const plainMessages = 10_000;
const fullMessages = 100_000;
const runs = 5;
const servers: readonly Program[] = ['dovecot', 'postfix', 'openssl', 'chromium'];
const peers: readonly Program[] = ['neomutt', 'mu', 'notmuch'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    full: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
    messages: { type: 'string' },
  },
});
const messages = Number(values.messages ?? (values.full ? fullMessages : plainMessages));
const unknown = positionals.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0 || !(messages >= 1_000)) {
  const names = benches.map(({ name }) => name).join(', ');
  console.error(
    `Unknown: ${[...unknown, ...(messages >= 1_000 ? [] : ['--messages'])].join(', ')}. There are: ${names}.`,
  );
  process.exit(2);
}

const results = new Results(join(root, 'bench-results'));
const revision = await revisionOf(root);
const chosen = benches.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const kept = (bench: Bench) => (values.again ? undefined : results.find(bench.name, messages, revision));
if (chosen.some((bench) => !kept(bench))) await prepare();
const about = await machine();
console.log(`${machineText(about)}\nRevision: ${revision ?? 'unknown'}\n`);

const found: BenchResult[] = [];
const failed: Bench[] = [];
for (const bench of chosen) {
  const before = kept(bench);
  const result = before ?? (await measure(bench));
  if (!result) {
    failed.push(bench);
    continue;
  }
  found.push(result);
  for (const row of result.rows) console.log(lineOf(row));
  console.log(`  ${bench.name}: ${result.seconds} s${before ? `, measured ${before.measuredAt}` : ''}`);
}
const rows = found.flatMap((result) => result.rows);
if (values.json) writeFileSync(values.json, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
if (values.full && positionals.length === 0) writePage();
if (failed.length > 0) {
  console.error(`Failed: ${failed.map(({ name }) => name).join(', ')}`);
  process.exitCode = 1;
}

/** Builds what is measured, and sees to the programs beside which it is. */
async function prepare(): Promise<void> {
  const missing = await obtainPrograms(servers, 'the bench');
  if (missing.length > 0) throw new Error(`${missing.join(', ')} missing. As root: ${installCommand(missing)}`);
  const absent = await obtainPrograms(peers, 'the bench');
  if (absent.length > 0)
    console.log(`Not beside ${absent.join(', ')}: not installed. As root: ${installCommand(absent)}\n`);
  if (!(await packageVsix())) throw new Error('what is to be measured was not built');
}

/** Undefined when it failed; what it said is on standard error. */
async function measure(bench: Bench): Promise<BenchResult | undefined> {
  const [began, measuredAt] = [performance.now(), new Date().toISOString()];
  const child = fork(join(root, 'bench/runOne.ts'), [bench.name, String(messages), String(runs)], { cwd: root });
  const given = await rowsOf(child);
  if (!given) return undefined;
  const seconds = Math.round((performance.now() - began) / 1_000);
  const result = { bench: bench.name, messages, revision: revision ?? 'unknown', measuredAt, seconds, rows: given };
  results.save(result);
  return result;
}

async function rowsOf(child: ChildProcess): Promise<readonly BenchRow[] | undefined> {
  const told: BenchRow[][] = [];
  child.on('message', (message: BenchRow[]) => told.push(message));
  const [[code]] = await Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
  return code === 0 ? told[0] : undefined;
}

function writePage(): void {
  const plot = growthPlot(rows);
  const missing = failed.map(({ name }) => [name, 'it failed'] as const);
  const empty = found
    .filter((result) => result.rows.length === 0)
    .map(({ bench }) => [bench, 'what it needs is missing'] as const);
  const page = performancePage({
    results: found,
    missing: [...missing, ...empty],
    machine: about,
    hasPlot: plot !== undefined,
  });
  writeFileSync(join(root, 'docs/performance.md'), page);
  if (plot) writeFileSync(join(root, 'docs/performance-growth.svg'), plot);
  console.log('\ndocs/performance.md is written.');
}
