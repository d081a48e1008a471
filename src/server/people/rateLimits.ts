import type { Clock } from '../../base/clock.ts';

/** Keys that are remembered; past that the oldest are forgotten, so that a flood of addresses costs no memory. */
const keysMax = 20_000;

/**
 * Counts what somebody does, over a window that slides: each allowed act goes away evenly with time, so that nobody gets
 * the double at the turn of an hour. In memory: a restart forgives.
 */
export class RateLimits {
  readonly #clock: Clock;
  readonly #level = new Map<string, { value: number; at: number }>();

  constructor({ clock }: { readonly clock: Clock }) {
    this.#clock = clock;
  }

  /** Takes `amount` of `limit` per `windowMs`; 0 when there was room, else how many ms to wait. A limit of 0 is none. */
  take(key: string, { amount = 1, limit, windowMs }: { amount?: number; limit: number; windowMs: number }): number {
    if (limit === 0) return 0;
    const now = this.#clock.now();
    const before = this.#level.get(key);
    const gone = before ? (Math.max(0, now - before.at) / windowMs) * limit : 0;
    const level = Math.max(0, (before?.value ?? 0) - gone);
    const over = level + amount - limit;
    if (over > 1e-9) return Math.max(1, Math.ceil((over / limit) * windowMs));
    this.#level.delete(key);
    this.#level.set(key, { value: level + amount, at: now });
    const [oldest] = this.#level.keys();
    if (this.#level.size > keysMax && oldest !== undefined) this.#level.delete(oldest);
    return 0;
  }
}
