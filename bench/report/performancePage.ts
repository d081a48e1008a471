/** docs/performance.md out of the results of a full run. What explains the figures is written by hand, in a page of its own. */
import type { BenchResult } from '../results.ts';
import type { BenchRow } from '../row.ts';
import { besideText, figure, goalText, isMet } from './figure.ts';
import type { Machine } from './machine.ts';

export interface PageOptions {
  readonly results: readonly BenchResult[];
  /** Benches that gave nothing, by name, and why. */
  readonly missing: readonly (readonly [bench: string, reason: string])[];
  readonly machine: Machine;
  /** Whether the plot of growth was written beside it. */
  readonly hasPlot: boolean;
}

export function performancePage({ results, missing, machine, hasPlot }: PageOptions): string {
  const rows = results.flatMap((result) => result.rows);
  const met = rows.filter(isMet).length;
  return [
    '<!-- Written by `npm run bench -- --full`. What explains the figures is in performance-notes.md, by hand. -->',
    '',
    '# Performance',
    '',
    `${met} of ${rows.length} figures are at their goal. What they consist of, and why one is missed, is told in [performance-notes.md](performance-notes.md).`,
    '',
    `Measured by \`npm run bench -- --full\`, ${measured(results)}. Each figure stands beside what was measured in the same run; times are medians of as many runs as the last column says.`,
    '',
    ...table(['', '', 'figure', 'measured', 'goal', 'beside it', 'runs'], rows.map(cells)),
    ...(missing.length > 0 ? ['', 'Not measured:', '', ...missing.map(([name, why]) => `- ${name}: ${why}`)] : []),
    ...(hasPlot
      ? ['', '## Growth', '', '![Time of a cold list by the size of the mailbox](performance-growth.svg)']
      : []),
    ...['', '## Machine', '', ...table(['', ''], machine), ''],
  ].join('\n');
}

function cells(row: BenchRow): readonly string[] {
  const value = `${figure(row.value)} ${row.unit}`;
  return [isMet(row) ? '✓' : '✗', row.bench, row.metric, value, goalText(row), besideText(row), String(row.runs)];
}

/** `on 2026-11-21 at 1a2b3c4 in 27 minutes`; several revisions where results were kept from one to the next. */
function measured(results: readonly BenchResult[]): string {
  const days = [...new Set(results.map(({ measuredAt }) => measuredAt.slice(0, 10)))].sort();
  const revisions = [...new Set(results.map(({ revision }) => revision))].join(', ');
  const minutes = results.reduce((sum, { seconds }) => sum + seconds, 0) / 60;
  return `on ${days.join(' and ')} at ${revisions} in ${Math.max(1, Math.round(minutes))} minutes`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (items: readonly string[]) => `| ${items.map((item) => item.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
