import { performance } from 'node:perf_hooks';
import type { Clock } from '../base/clock.ts';

export interface RequestTiming {
  readonly method: string;
  readonly calls: number;
  readonly failed: number;
  /** All its calls together and the slowest, ms. */
  readonly totalMs: number;
  readonly slowestMs: number;
}

/** How long requests took since the engine began: one entry for each method, of which there is a fixed number. */
export class RequestTimings {
  readonly #clock: Clock;
  readonly #byMethod = new Map<string, RequestTiming>();
  #underWay = 0;

  constructor({ clock }: { readonly clock: Clock }) {
    this.#clock = clock;
  }

  /** Requests that have not been answered yet. */
  get underWay(): number {
    return this.#underWay;
  }

  /** The share of time since its start that the engine's thread was busy, in thousandths. */
  get busyPerMille(): number {
    return Math.round(performance.eventLoopUtilization().utilization * 1_000);
  }

  /** Runs a request and takes note of it. */
  async measure<T>(method: string, run: () => Promise<T>): Promise<T> {
    const began = this.#clock.now();
    this.#underWay++;
    let failed = 1;
    try {
      const result = await run();
      failed = 0;
      return result;
    } finally {
      this.#underWay--;
      const ms = Math.max(0, this.#clock.now() - began);
      const before = this.#byMethod.get(method) ?? { calls: 0, failed: 0, totalMs: 0, slowestMs: 0 };
      this.#byMethod.set(method, {
        method,
        calls: before.calls + 1,
        failed: before.failed + failed,
        totalMs: before.totalMs + ms,
        slowestMs: Math.max(before.slowestMs, ms),
      });
    }
  }

  /** The methods that took most of the time, the slowest together first. */
  top(count: number): readonly RequestTiming[] {
    return [...this.#byMethod.values()].sort((a, b) => b.totalMs - a.totalMs).slice(0, count);
  }
}
