import { Emitter } from '../../base/events.ts';
import type { AccountId, AccountRecord, AccountState, Failure } from '../../protocol/records.ts';
import type { EngineEvents } from '../events.ts';

/** What is true of an account now; kept in memory, found anew at each start. */
export type LiveState = Pick<AccountRecord, 'state' | 'failure' | 'onlineAt'>;

/** What happened to an account that who serves it must heed. `connect`: now, without waiting for the back-off. */
export interface AccountSignal {
  readonly kind: 'added' | 'changed' | 'removed' | 'connect';
  readonly account: AccountId;
}

/** The accounts' live states, and the signals by which methods reach who keeps them connected. */
export class AccountStates {
  readonly #events: EngineEvents;
  readonly #states = new Map<AccountId, LiveState>();
  /** Sync and the outbox listen here. */
  readonly signals = new Emitter<AccountSignal>();

  constructor({ events }: { events: EngineEvents }) {
    this.#events = events;
  }

  get(account: AccountId): LiveState {
    return this.#states.get(account) ?? { state: 'new', failure: null, onlineAt: null };
  }

  /** Tells the clients when it differs. `failure` is null unless given; `onlineAt` stays unless given. */
  set(account: AccountId, state: AccountState, more: { failure?: Failure | null; onlineAt?: number } = {}): void {
    const before = this.get(account);
    const { failure = null, onlineAt = before.onlineAt } = more;
    this.#states.set(account, { state, failure, onlineAt });
    if (before.state !== state || before.failure?.code !== failure?.code)
      this.#events.send('accountsChanged', { account });
  }

  forget(account: AccountId): void {
    this.#states.delete(account);
  }

  /** Tells who serves accounts, and the clients. */
  signal(kind: AccountSignal['kind'], account: AccountId): void {
    if (kind === 'removed') this.forget(account);
    this.signals.emit({ kind, account });
    if (kind !== 'connect') this.#events.send('accountsChanged', { account });
  }
}
