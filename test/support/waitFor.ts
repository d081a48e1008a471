/** Waiting for something to become true, with a generous deadline and a message that says what was waited for. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  /** What is waited for, as it shall read in the failure. */
  readonly what?: string;
  /** Default 30 s: a loaded machine is slow, and a wait that succeeds ends at once anyway. */
  readonly timeoutMs?: number;
  readonly everyMs?: number;
}

/**
 * Polls until `probe` gives a value other than `undefined` or `false` and returns it.
 * What the probe throws counts as "not yet"; the last error is the cause of the failure.
 */
export async function waitFor<T>(
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  { what = 'the condition', timeoutMs = 30_000, everyMs = 20 }: WaitOptions = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  let cause: unknown;
  for (;;) {
    try {
      const value = await probe();
      if (value !== undefined && value !== false) return value;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (performance.now() >= deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`, { cause });
    await sleep(everyMs);
  }
}
