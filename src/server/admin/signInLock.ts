import type { Clock } from '../../base/clock.ts';
import { adminLockEntriesMax, adminLockMs, adminWrongMax } from '../limits.ts';

interface Entry {
  readonly wrong: number;
  readonly lastAt: number;
}

/** Five wrong passwords for one name, or from one address, lock it for a while; the right one does not open it meanwhile. */
export class SignInLock {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();

  constructor({ clock }: { readonly clock: Clock }) {
    this.#clock = clock;
  }

  /** How long one must still wait, ms; 0 = not at all. */
  waitMs(keys: readonly string[]): number {
    return Math.max(0, ...keys.map((key) => this.#waitMs(key)));
  }

  wrong(keys: readonly string[]): void {
    for (const key of keys) {
      const wrong = (this.#current(key)?.wrong ?? 0) + 1;
      this.#entries.delete(key);
      this.#entries.set(key, { wrong, lastAt: this.#clock.now() });
    }
    // Whoever guesses with ever new names fills no memory: the oldest go.
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= adminLockEntriesMax) break;
      this.#entries.delete(key);
    }
  }

  right(keys: readonly string[]): void {
    for (const key of keys) this.#entries.delete(key);
  }

  #waitMs(key: string): number {
    const entry = this.#current(key);
    if (!entry || entry.wrong < adminWrongMax) return 0;
    return entry.lastAt + adminLockMs - this.#clock.now();
  }

  /** Wrong ones that are long ago are forgotten; so are those of a clock that went back. */
  #current(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    const age = entry ? this.#clock.now() - entry.lastAt : 0;
    return entry && age >= 0 && age < adminLockMs ? entry : undefined;
  }
}
