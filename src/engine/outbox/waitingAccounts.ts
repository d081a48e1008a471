import type { Clock } from '../../base/clock.ts';
import { DisposableList } from '../../base/dispose.ts';
import type { AccountId } from '../../protocol/records.ts';
import { secretRetryMs } from './limits.ts';

/** Accounts whose mail waits: for a secret, or for a better one than the server refused. */
export class WaitingAccounts {
  readonly #waiting = new Map<AccountId, 'secret' | 'refused'>();
  readonly #timers = new DisposableList();
  readonly #clock: Clock;
  readonly #wake: (account: AccountId) => void;

  /** `wake` runs when it is time to look again for a secret. */
  constructor(clock: Clock, wake: (account: AccountId) => void) {
    this.#clock = clock;
    this.#wake = wake;
  }

  has(account: AccountId): boolean {
    return this.#waiting.has(account);
  }

  /** What it waited for may be there now. */
  end(account: AccountId): void {
    this.#waiting.delete(account);
  }

  /** Somebody came who may know the secrets. */
  endForSecrets(): void {
    for (const [account, reason] of this.#waiting) if (reason === 'secret') this.#waiting.delete(account);
  }

  forSecret(account: AccountId): void {
    this.#waiting.set(account, 'secret');
    const wait = this.#clock.after(secretRetryMs, () => {
      this.#timers.remove(wait);
      if (this.#waiting.get(account) === 'secret') this.#wake(account);
    });
    this.#timers.add(wait);
  }

  /** The server refused the secret: only a person can mend that. */
  forBetterSecret(account: AccountId): void {
    this.#waiting.set(account, 'refused');
  }

  dispose(): void {
    this.#timers.dispose();
  }
}
