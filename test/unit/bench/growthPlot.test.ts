import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growthPlot } from '../../../bench/report/growthPlot.ts';
import type { BenchRow } from '../../../bench/row.ts';

const point = (messages: number, value: number, baseline: number): BenchRow => ({
  ...{ bench: 'growth', metric: 'list', value, unit: 'ms', goal: 1, better: 'lower', baseline, runs: 1, messages },
});
const rows = [point(10_000, 200, 100), point(1_000_000, 30_000, 11_000), point(100_000, 2_000, 1_000)];

/** The points of a line as numbers. */
function places(svg: string, line: string): readonly (readonly number[])[] {
  const points = new RegExp(`<polyline class="${line}" points="([^"]*)"`).exec(svg)?.[1] ?? '';
  return points.split(' ').map((place) => place.split(',').map(Number));
}

test('each line has a point for each size, from the smallest to the largest', () => {
  const svg = growthPlot(rows) ?? '';
  for (const line of ['ours', 'raw', 'linear']) {
    const xs = places(svg, line).map(([x]) => x ?? 0);
    assert.equal(xs.length, 3);
    assert.deepEqual(
      xs,
      xs.toSorted((a, b) => a - b),
    );
  }
  assert.ok(svg.includes('>1,000,000</text>'));
  assert.ok(svg.includes('>Mailroom, 30.0 s</text>'));
});

test('linear growth is a straight line, and what is slower lies above it', () => {
  const svg = growthPlot(rows) ?? '';
  const [a, b, c] = places(svg, 'linear').map(([, y]) => y ?? 0);
  assert.ok(Math.abs((a ?? 0) - 2 * (b ?? 0) + (c ?? 0)) < 0.3, `${a} ${b} ${c}`);
  const [first, second, third] = places(svg, 'ours').map(([, y]) => y ?? 0);
  assert.equal(first, a);
  assert.equal(second, b);
  assert.ok((third ?? 0) < (c ?? 0)); // Up is less.
});

test('all points lie inside the picture', () => {
  const svg = growthPlot(rows) ?? '';
  for (const [x = -1, y = -1] of ['ours', 'raw', 'linear'].flatMap((line) => places(svg, line)))
    assert.ok(x >= 0 && x <= 720 && y >= 0 && y <= 420, `${x} ${y}`);
});

test('without sizes there is nothing to draw', () => {
  assert.equal(growthPlot([]), undefined);
  const { messages: _, ...unsized } = point(10_000, 200, 100);
  assert.equal(growthPlot([unsized, point(1_000, 20, 10)]), undefined);
});
