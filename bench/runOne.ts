import { benches } from './index.ts';

/**
 * `node bench/runOne.ts NAME MESSAGES RUNS`, started by scripts/bench.ts: one bench in a process of its own, so that none
 * pays for another's garbage and one that fails ends none but itself. Gives its rows to its parent.
 */
const [name, messages, runs] = process.argv.slice(2);
const bench = benches.find((one) => one.name === name);
if (!bench) throw new Error(`there is no bench "${name}"`);
const rows = await bench.run({ messages: Number(messages), runs: Number(runs) });
const broken = rows.find(({ value, goal }) => !Number.isFinite(value) || !Number.isFinite(goal));
if (broken) throw new Error(`no figure came of "${broken.metric}"`);
process.send?.(rows, () => process.exit());
