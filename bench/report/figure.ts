import type { BenchRow } from '../row.ts';

/** Whether a figure is at its goal. */
export function isMet({ value, goal, better }: BenchRow): boolean {
  return better === 'lower' ? value <= goal : value >= goal;
}

/** `0.0123`, `4.56`, `789`: three digits that count. */
export function figure(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** `≤ 1.30 x`, with its unit. */
export function goalText({ goal, better, unit }: BenchRow): string {
  return `${better === 'lower' ? '≤' : '≥'} ${figure(goal)} ${unit}`;
}

/** What stands beside it; empty for a ratio, which has it in it. */
export function besideText({ baseline, unit }: BenchRow): string {
  return baseline === null || unit === 'x' ? '' : `${figure(baseline)} ${unit}`;
}

/** One line of the terminal. */
export function lineOf(row: BenchRow): string {
  const beside = besideText(row) && `, beside ${besideText(row)}`;
  const { bench, metric, value, unit, runs } = row;
  return `${isMet(row) ? '✓' : '✗'} ${bench}: ${metric} ${figure(value)} ${unit} (goal ${goalText(row)}${beside}, ${runs} run${runs === 1 ? '' : 's'})`;
}
