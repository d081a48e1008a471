import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runs } from './budget.ts';
import { type Census, startLongLife, turnMs } from './longLife.ts';

/** By how much each may have grown after the warm-up: handles by hardly any, what is collected lazily by so many a turn. */
const mayGrow: { readonly [what: string]: { readonly by: number; readonly each: number } } = {
  timers: { by: 4, each: 0 },
  ImapConnection: { by: 4, each: 0 },
  TCPSocketWrap: { by: 4, each: 0 },
  'process listeners': { by: 4, each: 0 },
  'open files': { by: 8, each: 0 },
  AbortSignal: { by: 40, each: 0 },
  StatementSync: { by: 60, each: 0 },
  Promise: { by: 100, each: 1 },
  Map: { by: 20, each: 0.5 },
  Set: { by: 20, each: 0.5 },
  Function: { by: 200, each: 3 },
  'heap, KB': { by: 2_500, each: 10 }, // The protocol log takes a day or two to fill its ring.
  'cache.db, KB': { by: 200, each: 8 },
  'user.db, KB': { by: 400, each: 8 },
};
/** A log keeps 8 MB of the disk (engine/store/database.ts), and what one transaction adds. */
const logMaxKb = 10 * 1_024;

describe('M10 an engine that has run for a week', () => {
  test('neither grows nor leaks: lines, timers, listeners, statements, memory, logs on disk', async (context) => {
    await using life = await startLongLife();
    const turns = runs(56);
    const warmUp = Math.ceil(turns / 4);
    for (let turn = 0; turn < warmUp; turn += 1) await life.turn();
    const before = life.census();
    for (let turn = warmUp; turn < turns; turn += 1) await life.turn();
    const after = life.census();
    context.diagnostic(`${(turns * turnMs) / 86_400_000} days, ${life.idles} times IDLE, ${life.lines} lines made`);
    context.diagnostic(
      Object.entries(after)
        .map(([what, count]) => `${what} ${before[what] ?? 0} → ${count}`)
        .join('; '),
    );
    assert.deepEqual(grown(before, after, turns - warmUp), []);
    for (const name of ['user.db-wal, KB', 'cache.db-wal, KB']) assert.ok((after[name] ?? 0) < logMaxKb, name);
  });
});

function grown(before: Census, after: Census, turns: number): readonly string[] {
  return Object.entries(mayGrow).flatMap(([what, { by, each }]) => {
    const [from = 0, to = 0] = [before[what], after[what]];
    return to - from <= by + each * turns ? [] : [`${what}: ${from}, and ${to} after ${turns} turns`];
  });
}
