import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benches } from '../bench/index.ts';
import type { BenchRow } from '../bench/row.ts';

/**
 * `npm run bench -- [NAME...] [--json FILE] [--full]`: measures and prints one line per figure. Never fails for a figure
 * that misses its goal: the reader judges, on a machine that is as noisy as it is.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, full: { type: 'boolean', default: false } },
});
const messages = values.full ? 100_000 : 10_000;
const chosen = benches.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const rows: BenchRow[] = [];
for (const bench of chosen) {
  for (const row of await bench.run({ messages, runs: 5 })) {
    rows.push(row);
    console.log(line(row));
  }
}
if (values.json) writeFileSync(values.json, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));

function line({ bench, metric, value, unit, goal, better, baseline, runs }: BenchRow): string {
  const met = better === 'lower' ? value <= goal : value >= goal;
  const beside = baseline === null ? '' : `, beside ${figure(baseline)} ${unit}`;
  return `${met ? '✓' : '✗'} ${bench}: ${metric} ${figure(value)} ${unit} (goal ${better === 'lower' ? '≤' : '≥'} ${goal} ${unit}${beside}, ${runs} runs)`;
}

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
