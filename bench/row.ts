/** One figure of `npm run bench`. Timings are medians of `runs`; `baseline` is what was measured beside them in the same run. */
export interface BenchRow {
  readonly bench: string;
  readonly metric: string;
  readonly value: number;
  readonly unit: 'ms' | 'x' | 'MB' | 'KB' | '%' | '/s';
  readonly goal: number;
  readonly better: 'lower' | 'higher';
  /** The floor of the same run, in the row's unit (a ratio's: what one is); null where there is none. */
  readonly baseline: number | null;
  readonly runs: number;
  /** How large the mailbox was, in rows that are points of the plot of growth. */
  readonly messages?: number;
}

/** One subject. `sizes` scales its fixtures: 10,000 messages by default. */
export interface Bench {
  readonly name: string;
  run(options: BenchOptions): Promise<readonly BenchRow[]>;
}

export interface BenchOptions {
  readonly messages: number;
  readonly runs: number;
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** The value that `percent` of the values do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

/** Runs `work` `runs` times, one after the other, and gives each run's milliseconds. */
export async function timed(runs: number, work: (run: number) => Promise<void>): Promise<readonly number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    await work(run);
    times.push(performance.now() - start);
  }
  return times;
}
