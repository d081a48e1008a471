import type { Clock } from '../../base/clock.ts';
import type { AccountId } from '../../protocol/records.ts';
import type { OutboxStore } from '../store/outbox.ts';
import { laneMails, lanesMax, narrowMs } from './limits.ts';

/**
 * How many mails of an account leave side by side. One, so that they arrive in their order; of a long queue, which is a
 * mailing and has none, several. A server that then refuses anything gets one at a time for a while.
 */
export class Lanes {
  readonly #store: Pick<OutboxStore, 'countDue'>;
  readonly #clock: Clock;
  readonly #narrowUntil = new Map<AccountId, number>();

  constructor({ store, clock }: { readonly store: Pick<OutboxStore, 'countDue'>; readonly clock: Clock }) {
    this.#store = store;
    this.#clock = clock;
  }

  /** At least 1. */
  wanted(account: AccountId): number {
    const now = this.#clock.now();
    if (now < (this.#narrowUntil.get(account) ?? 0)) return 1;
    const due = this.#store.countDue(account, now, laneMails * lanesMax);
    return Math.max(1, Math.floor(due / laneMails));
  }

  /** Something was refused, or a line broke: it may be that the server allows one connection only. */
  narrow(account: AccountId): void {
    this.#narrowUntil.set(account, this.#clock.now() + narrowMs);
  }
}
