import { type Clock, otherWork } from '../../base/clock.ts';
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
import { Lanes } from './lanes.ts';
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

interface Running {
  readonly attempt: Attempt;
  readonly account: AccountId;
  readonly done: Promise<void>;
}

/**
 * Which mail leaves when: at its time, not while a secret is missing, one of an account at a time. Only of a long queue
 * several leave side by side, each over a connection of its own (`lanes.ts`).
 */
export class Departures {
  readonly #dependencies: DeparturesDependencies;
  readonly waiting: WaitingAccounts;
  readonly #running = new Map<OutboxId, Running>();
  readonly #lanes: Lanes;
  readonly #asking = new Set<AccountId>();
  readonly #changed = new Emitter<void>();
  readonly #progressAt = new Map<OutboxId, number>();
  #nextLook: Disposable | undefined;
  #lookingSoon = false;
  #stopping = false;

  constructor(dependencies: DeparturesDependencies) {
    this.#dependencies = dependencies;
    this.waiting = new WaitingAccounts(dependencies.clock, dependencies.onSecretWanted);
    this.#lanes = new Lanes(dependencies);
  }

  /** {@link look}, once for all who ask in this turn: in a burst each mail that comes or goes does. */
  lookSoon(): void {
    if (this.#lookingSoon) return;
    this.#lookingSoon = true;
    void otherWork().then(() => {
      this.#lookingSoon = false;
      this.look();
    });
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
    if (this.#asking.has(account) || this.waiting.has(account)) return;
    if (this.#underWay(account) >= this.#lanes.wanted(account)) return;
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
    if (this.#stopping) return;
    for (let lanes = this.#lanes.wanted(account); this.#underWay(account) < Math.max(1, lanes); ) {
      const item = store.nextQueued(account, clock.now());
      if (!item) {
        if (this.#underWay(account) === 0) this.look();
        return;
      }
      if (this.#running.has(item.id)) return; // Its beginning could not be written.
      this.#send(item);
    }
  }

  #send(item: OutboxItem): void {
    const { id, account } = item;
    const isSide = this.#underWay(account) > 0;
    const attempt = new Attempt(id, {
      ...this.#dependencies,
      isSide,
      beforeLeaving: (leaving, signal) => this.#dependencies.afterSending.beforeLeaving(leaving, signal),
      isBurst: (leaving) => !this.#stopping && this.#isDueSoon(leaving.account, leaving.id),
      onChanged: (changed) => this.#emit(changed),
      onProgress: (changed) => this.#progressed(changed),
    });
    const done = this.#run(attempt, item, isSide).finally(() => {
      this.#running.delete(id);
      this.#progressAt.delete(id);
      this.lookSoon();
      this.#changed.emit(); // Whoever waits for the attempt's end finds it ended.
    });
    this.#running.set(id, { attempt, account, done });
    this.#progressAt.set(id, this.#dependencies.clock.now() + progressEveryMs); // That it began was told.
  }

  #underWay(account: AccountId): number {
    let count = 0;
    for (const running of this.#running.values()) if (running.account === account) count += 1;
    return count;
  }

  /** Whether another mail of the account leaves before a kept connection is let go. */
  #isDueSoon(account: AccountId, but: OutboxId): boolean {
    const { store, clock } = this.#dependencies;
    return store.hasDue(account, but, clock.now() + keptIdleMs);
  }

  async #run(attempt: Attempt, item: OutboxItem, isSide: boolean): Promise<void> {
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
    const wantsSecret = error?.code.startsWith('auth.') && error.retry !== 'later';
    if (wantsSecret && !isSide) this.waiting.forBetterSecret(item.account);
    const after = store.find(item.id);
    if (after?.state === 'queued' && error?.code !== 'engine.cancelled') this.#lanes.narrow(item.account);
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
        return this.waiting.has(account) || (item.attempts > attempts && !this.#running.has(id));
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
  sentBytes({ id }: OutboxItem): number | undefined {
    return this.#running.get(id)?.attempt.sentBytes;
  }

  /** What is being said in the attempt under way; undefined without one. */
  lines({ id }: OutboxItem): readonly DialogueLine[] | undefined {
    return this.#running.get(id)?.attempt.lines;
  }

  /** Cuts the attempt at a mail, if there is one. */
  abort({ id }: OutboxItem): void {
    this.#running.get(id)?.attempt.abort();
  }

  accountRemoved(account: AccountId): void {
    for (const running of this.#running.values()) if (running.account === account) running.attempt.abort();
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
