import { type Disposable, disposable } from './dispose.ts';
import { MailError } from './errors.ts';

/** The only source of time. Everything that waits takes one, so that a test can run a day in a millisecond. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00Z. */
  now(): number;
  /** Runs `task` once after `ms`. Disposing takes it back. Keeps the process alive meanwhile. */
  after(ms: number, task: () => void): Disposable;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, task) {
    const timer = setTimeout(task, Math.min(ms, timerMaxMs));
    return disposable(() => clearTimeout(timer));
  },
};

/** Lets whatever waits for the event loop go first; no time passes. */
export function otherWork(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The longest delay a timer takes (2³¹ − 1 ms, about 24 days); a longer one would fire at once. */
export const timerMaxMs = 2_147_483_647;

/** Waits `ms`. Throws `engine.cancelled` as soon as `signal` aborts. */
export function sleep(clock: Clock, ms: number, { signal }: { signal?: AbortSignal | undefined } = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new MailError('engine.cancelled'));
    const onAbort = () => {
      timer.dispose();
      reject(new MailError('engine.cancelled'));
    };
    const timer = clock.after(ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/**
 * Gives `work` a signal that aborts with the caller's or after `ms`; then throws what `onTimeout` makes.
 * The caller is freed at once, even when `work` does not heed its signal.
 */
export async function withTimeout<T>(
  clock: Clock,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  { signal, onTimeout }: { signal?: AbortSignal | undefined; onTimeout: () => Error },
): Promise<T> {
  const controller = new AbortController();
  const onAbort = () => controller.abort(new MailError('engine.cancelled'));
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  const timer = clock.after(ms, () => controller.abort(onTimeout()));
  const aborted = new Promise<never>((_, reject) => {
    if (controller.signal.aborted) reject(controller.signal.reason);
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
  });
  try {
    return await Promise.race([work(controller.signal), aborted]);
  } finally {
    timer.dispose();
    signal?.removeEventListener('abort', onAbort);
  }
}
