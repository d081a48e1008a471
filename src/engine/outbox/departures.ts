import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/dispose.ts';
import { Emitter } from '../../base/events.ts';
import type { Logger } from '../../base/log.ts';
import type { Random } from '../../base/random.ts';
import type { DialogueLine } from '../../mail/smtp/dialogue.ts';
import type { AccountId, OutboxId } from '../../protocol/records.ts';
import type { OutboxStore } from '../store/outbox.ts';
import type { AfterSending } from './afterSending.ts';
import { Attempt } from './attempt.ts';
import { hasNoRoom } from './failure.ts';
import { clockLookMs, keptIdleMs, progressEveryMs } from './limits.ts';
import type { OutboxItem } from './outboxItem.ts';
import { due } from './transitions.ts';
import type { Transport } from './transport.ts';
import { WaitingAccounts } from './waitingAccounts.ts';

export interface DeparturesDependencies {
  readonly store: OutboxStore;
  readonly transport: Transport;
  readonly afterSending: AfterSending;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly pathOf: (id: OutboxId) => string;
  /** A mail's state changed, or more of it has left. */
  readonly onChanged: (id: OutboxId) => void;
  readonly onAttempted: (item: OutboxItem) => void;
  /** It is time to look again for a secret. */
  readonly onSecretWanted: (account: AccountId) => void;
}

/** Which mail leaves when: at its time, one of an account at a time, not while a secret is missing. */
export class Departures {
  readonly #dependencies: DeparturesDependencies;
  readonly waiting: WaitingAccounts;
  readonly #running = new Map<AccountId, { readonly attempt: Attempt; readonly done: Promise<void> }>();
  readonly #asking = new Set<AccountId>();
  readonly #changed = new Emitter<void>();
  readonly #progressAt = new Map<OutboxId, number>();
  #nextLook: Disposable | undefined;
  #stopping = false;

  constructor(dependencies: DeparturesDependencies) {
    this.#dependencies = dependencies;
    this.waiting = new WaitingAccounts(dependencies.clock, dependencies.onSecretWanted);
  }

  /** Starts what is due, and looks again when the next is. */
  look(): void {
    if (this.#stopping) return;
    const { store, clock } = this.#dependencies;
    const now = clock.now();
    for (const item of store.held()) this.#save(item, due(item, now));
    const held = store.held();
    const dueTimes = store.dueTimes();
    for (const { account, dueAt } of dueTimes) if (dueAt <= now) void this.#begin(account);
    const later = [...held, ...dueTimes].map(({ dueAt }) => dueAt).filter((dueAt) => dueAt > now);
    this.#nextLook?.dispose();
    this.#nextLook = undefined;
    if (later.length === 0) return;
    // The clock may be set, and the machine may sleep: a chosen time is looked at again and again.
    const atMost = held.some(({ sendAt }) => sendAt > 0) ? clockLookMs : Number.POSITIVE_INFINITY;
    this.#nextLook = clock.after(Math.min(Math.min(...later) - now, atMost), () => this.look());
  }

  async #begin(account: AccountId): Promise<void> {
    if (this.#running.has(account) || this.#asking.has(account) || this.waiting.has(account)) return;
    const { transport, log } = this.#dependencies;
    this.#asking.add(account);
    try {
      if (!(await transport.ready(account))) return this.#waitForSecret(account);
    } catch (error) {
      log.warn('outbox.notReady', { account, error });
      return this.#waitForSecret(account);
    } finally {
      this.#asking.delete(account);
    }
    this.#sendNext(account);
  }

  #sendNext(account: AccountId): void {
    const { store, clock } = this.#dependencies;
    if (this.#stopping || this.#running.has(account)) return;
    const item = store.nextQueued(account, clock.now());
    if (!item) {
      this.look();
      return;
    }
    const attempt = new Attempt(item.id, {
      ...this.#dependencies,
      beforeLeaving: (leaving, signal) => this.#dependencies.afterSending.beforeLeaving(leaving, signal),
      isBurst: ({ id, account: owner }) => !this.#stopping && this.#isDueSoon(owner, id),
      onChanged: (id) => this.#emit(id),
      onProgress: (id) => this.#progressed(id),
    });
    const done = this.#run(attempt, item).finally(() => {
      this.#running.delete(account);
      this.#progressAt.delete(item.id);
      this.look();
      this.#changed.emit(); // Whoever waits for the attempt's end finds it ended.
    });
    this.#running.set(account, { attempt, done });
  }

  /** Whether another mail of the account leaves before a kept connection is let go. */
  #isDueSoon(account: AccountId, but: OutboxId): boolean {
    const { store, clock } = this.#dependencies;
    return store.hasDue(account, but, clock.now() + keptIdleMs);
  }

  async #run(attempt: Attempt, item: OutboxItem): Promise<void> {
    const { store, log } = this.#dependencies;
    const error = await attempt.run(item).catch((defect) => {
      // It has not even begun: a full disk is waited for, as a missing secret is.
      if (hasNoRoom(defect) && store.find(item.id)?.state === 'queued') {
        this.#waitForSecret(item.account);
        return defect;
      }
      log.error('outbox.defect', { id: item.id, error: defect });
      throw defect; // A wrong state must not go on: the engine ends, and what is on disk is read anew.
    });
    if (error?.code.startsWith('auth.') && error.retry !== 'later') this.waiting.forBetterSecret(item.account);
    const after = store.find(item.id);
    log.info('outbox.attempted', {
      id: item.id,
      state: after?.state,
      attempts: after?.attempts,
      errorCode: error?.code,
    });
    if (after) this.#dependencies.onAttempted(after);
  }

  #waitForSecret(account: AccountId): void {
    if (this.#stopping) return;
    this.waiting.forSecret(account);
    this.#changed.emit();
  }

  /** Resolves once an attempt at the mail has ended, or can't begin for want of a secret. */
  settled({ id, account, attempts }: OutboxItem, signal: AbortSignal | undefined): Promise<void> {
    const isSettled = () => {
      const item = this.#dependencies.store.find(id);
      if (!item || this.#stopping) return true;
      if (item.state === 'queued')
        return this.waiting.has(account) || (item.attempts > attempts && !this.#running.has(account));
      return item.state !== 'held' && item.state !== 'sending';
    };
    return new Promise((done) => {
      const end = () => {
        listener.dispose();
        signal?.removeEventListener('abort', end);
        done();
      };
      const listener = this.#changed.on(() => {
        if (isSettled()) end();
      });
      signal?.addEventListener('abort', end, { once: true });
    });
  }

  /** Bytes of the attempt under way; undefined without one. */
  sentBytes({ id, account }: OutboxItem): number | undefined {
    const attempt = this.#running.get(account)?.attempt;
    return attempt?.id === id ? attempt.sentBytes : undefined;
  }

  /** What is being said in the attempt under way; undefined without one. */
  lines({ id, account }: OutboxItem): readonly DialogueLine[] | undefined {
    const attempt = this.#running.get(account)?.attempt;
    return attempt?.id === id ? attempt.lines : undefined;
  }

  /** Cuts the attempt at a mail, if there is one. */
  abort({ id, account }: OutboxItem): void {
    const running = this.#running.get(account);
    if (running?.attempt.id === id) running.attempt.abort();
  }

  accountRemoved(account: AccountId): void {
    this.#running.get(account)?.attempt.abort();
    this.waiting.end(account);
    this.changed();
  }

  /** Somebody else changed a mail. */
  changed(): void {
    this.#changed.emit();
  }

  /** Begins nothing new; what is under way may end until `signal` aborts. */
  async stop({ signal }: { readonly signal: AbortSignal }): Promise<void> {
    this.#stopping = true;
    this.#nextLook?.dispose();
    this.waiting.dispose();
    // What is not past its final dot when time is up has not left: it goes at the next start.
    const cut = () => {
      for (const { attempt } of this.#running.values()) if (!this.#isPastDot(attempt.id)) attempt.abort();
    };
    if (signal.aborted) cut();
    signal.addEventListener('abort', cut, { once: true });
    const timeUp = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([Promise.allSettled([...this.#running.values()].map(({ done }) => done)), timeUp]);
  }

  #save(before: OutboxItem, after: OutboxItem): void {
    if (before === after) return;
    this.#dependencies.store.save(before, after);
    this.#emit(before.id);
  }

  /** Mere progress is not told too often: what was left out is told with the next, or with the end. */
  #progressed(id: OutboxId): void {
    const now = this.#dependencies.clock.now();
    if (now < (this.#progressAt.get(id) ?? 0)) return;
    this.#progressAt.set(id, now + progressEveryMs);
    this.#emit(id);
  }

  #emit(id: OutboxId): void {
    this.#dependencies.onChanged(id);
    this.#changed.emit();
  }

  #isPastDot(id: OutboxId): boolean {
    return (this.#dependencies.store.find(id)?.finalDotAt ?? 0) > 0;
  }
}
