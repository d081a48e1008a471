import type { Clock } from '../../src/base/clock.ts';
import { disposable } from '../../src/base/dispose.ts';

export interface VirtualClock extends Clock {
  /** Lets `ms` pass: timers fire in order, and what they woke runs before the next. */
  advance(ms: number): Promise<void>;
  /** Sets the time of day, as a person does: timers go on as if nothing was. */
  set(ms: number): void;
  /** Timers that have neither fired nor been taken back. */
  readonly pending: number;
}

/** A clock that stands still until told. Starts at 2026-01-01T00:00Z. */
export function virtualClock(start = Date.UTC(2026, 0, 1)): VirtualClock {
  let now = start;
  /** How far the time of day is from the time that timers count. */
  let set = 0;
  const timers = new Set<{ at: number; task: () => void }>();
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => now + set,
    after(ms, task) {
      const timer = { at: now + ms, task };
      timers.add(timer);
      return disposable(() => timers.delete(timer));
    },
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        timers.delete(next);
        now = Math.max(now, next.at);
        next.task();
        await settle();
      }
      now = end;
      await settle();
    },
    set(ms) {
      set = ms - now;
    },
    get pending() {
      return timers.size;
    },
  };
}
