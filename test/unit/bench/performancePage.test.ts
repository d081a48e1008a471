import assert from 'node:assert/strict';
import { test } from 'node:test';
import { performancePage } from '../../../bench/report/performancePage.ts';
import type { BenchResult } from '../../../bench/results.ts';
import type { BenchRow } from '../../../bench/row.ts';

const row: BenchRow = {
  ...{ bench: 'cold-list', metric: 'times the raw drain', value: 1.254, unit: 'x', goal: 1.3, better: 'lower' },
  ...{ baseline: 1, runs: 5 },
};
const slow: BenchRow = {
  ...row,
  metric: 'first rows | of all',
  value: 412.4,
  unit: 'ms',
  goal: 300,
  baseline: 2_345.6,
};
const parse: BenchRow = { ...row, bench: 'parse', metric: 'times mailparser', value: 7.9, goal: 8, better: 'higher' };
const result = (bench: string, rows: readonly BenchRow[], more: Partial<BenchResult> = {}): BenchResult => ({
  ...{ bench, rows, messages: 100_000, revision: '4cab43e', measuredAt: '2026-11-21T20:00:00.000Z', seconds: 90 },
  ...more,
});
const machine = [
  ['Processor', 'Fast One, 2 cores'],
  ['Node', '24.0.0'],
] as const;
const page = (results: readonly BenchResult[], more: Partial<Parameters<typeof performancePage>[0]> = {}) =>
  performancePage({ results, missing: [], machine, hasPlot: false, ...more });

test('each figure is a line with its mark, goal, what stands beside it, and runs', () => {
  const text = page([result('cold-list', [row, slow]), result('parse', [parse])]);
  assert.ok(text.includes('\n| ✓ | cold-list | times the raw drain | 1.25 x | ≤ 1.30 x |  | 5 |\n'), text);
  assert.ok(text.includes('\n| ✗ | cold-list | first rows \\| of all | 412 ms | ≤ 300 ms | 2346 ms | 5 |\n'), text);
  assert.ok(text.includes('\n| ✗ | parse | times mailparser | 7.90 x | ≥ 8.00 x |  | 5 |\n'), text);
  assert.ok(text.includes('1 of 3 figures are at their goal'), text);
});

test('machine, day, sources and time are told', () => {
  const text = page([
    result('cold-list', [row]),
    result('parse', [parse], { seconds: 150, revision: '4cab43e+1a2b3c' }),
  ]);
  assert.ok(text.includes('on 2026-11-21 at 4cab43e, 4cab43e+1a2b3c in 4 minutes'), text);
  assert.ok(text.includes('| Processor | Fast One, 2 cores |'), text);
  assert.ok(text.includes('| Node | 24.0.0 |'), text);
});

test('a bench that gave nothing is named with the reason', () => {
  const text = page([result('cold-list', [row])], { missing: [['search', 'it failed']] });
  assert.ok(text.includes('\nNot measured:\n\n- search: it failed\n'), text);
  assert.ok(!page([result('cold-list', [row])]).includes('Not measured'));
});

test('the plot is shown where there is one, the page written by hand is always linked', () => {
  assert.ok(page([], { hasPlot: true }).includes('](performance-growth.svg)'));
  assert.ok(!page([]).includes('performance-growth.svg'));
  assert.ok(page([]).includes('](performance-notes.md)'));
});
