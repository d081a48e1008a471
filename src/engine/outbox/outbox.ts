import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableList } from '../../base/dispose.ts';
import { MailError } from '../../base/errors.ts';
import { Emitter } from '../../base/events.ts';
import type { Logger } from '../../base/log.ts';
import type { Random } from '../../base/random.ts';
import type { AccountId, OutboxId, OutboxRecord } from '../../protocol/records.ts';
import type { EngineEvents } from '../events.ts';
import type { EngineService } from '../service.ts';
import type { AccountStore } from '../store/accounts.ts';
import type { OutboxStore, StoredDialogueLine } from '../store/outbox.ts';
import type { AfterSending, ReplyMarks } from './afterSending.ts';
import { Attempt } from './attempt.ts';
import type { MessageBuilder } from './builtMessage.ts';
import { type EnqueueRequest, Enqueuer } from './enqueue.ts';
import { hasNoRoom } from './failure.ts';
import { clockLookMs, keptIdleMs, listedMs, progressEveryMs, rememberedMs, secretRetryMs } from './limits.ts';
import { OutboxFiles } from './outboxFiles.ts';
import { hasAccepted, type OutboxItem } from './outboxItem.ts';
import {
  askIfStale,
  cancel,
  due,
  hurry,
  isAskedAbout,
  recover,
  reschedule,
  resolve,
  retry,
  told,
} from './transitions.ts';
import type { Transport } from './transport.ts';

export interface OutboxDependencies {
  readonly store: OutboxStore;
  readonly accounts: AccountStore;
  readonly transport: Transport;
  readonly build: MessageBuilder;
  readonly afterSending: AfterSending;
  readonly marks: ReplyMarks;
  readonly events: EngineEvents;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Where the bytes of mail lie. */
  readonly folder: string;
}

/**
 * Mail on its way out. One mail of an account is under way at a time; each change is durable before it is shown.
 * A mail is accepted once by each recipient's server or it is shown as in doubt, whatever dies in between.
 */
export class Outbox implements EngineService {
  readonly #dependencies: OutboxDependencies;
  readonly #enqueuer: Enqueuer;
  readonly #files: OutboxFiles;
  readonly #running = new Map<AccountId, { readonly attempt: Attempt; readonly done: Promise<void> }>();
  /** Accounts that wait: for a secret, or for a better one than the server refused. */
  readonly #waiting = new Map<AccountId, 'secret' | 'refused'>();
  readonly #asking = new Set<AccountId>();
  readonly #changed = new Emitter<void>();
  readonly #timers = new DisposableList();
  readonly #progressAt = new Map<OutboxId, number>();
  #nextLook: Disposable | undefined;
  #stopping = false;

  constructor(dependencies: OutboxDependencies) {
    this.#dependencies = dependencies;
    this.#files = new OutboxFiles(dependencies);
    dependencies.afterSending.onCopied((id) => {
      const item = dependencies.store.find(id);
      if (item) this.#follow(item);
      this.#emit(id);
    });
    this.#enqueuer = new Enqueuer({ ...dependencies, pathOf: (id) => this.#files.pathOf(id) });
  }

  /** Decides about what an engine before this one left behind, then sends. */
  start(): void {
    const { store, clock, log } = this.#dependencies;
    const now = clock.now();
    for (const item of store.unfinished()) {
      const after = askIfStale(recover(item, now), now);
      store.save(item, after);
      if (after !== item) log.info('outbox.recovered', { id: item.id, from: item.state, to: after.state });
    }
    this.#forgetOld(now);
    for (const item of store.unfinished()) this.#follow(item);
    void this.#files.removeStrays();
    this.#look();
  }

  async stop({ signal }: { readonly signal: AbortSignal }): Promise<void> {
    this.#stopping = true;
    this.#nextLook?.dispose();
    this.#timers.dispose();
    // What is not past its final dot when time is up has not left: it goes at the next start.
    const cut = () => {
      for (const { attempt } of this.#running.values()) if (!this.#isPastDot(attempt.id)) attempt.abort();
    };
    if (signal.aborted) cut();
    signal.addEventListener('abort', cut, { once: true });
    const timeUp = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([Promise.allSettled([...this.#running.values()].map(({ done }) => done)), timeUp]);
    this.#dependencies.transport.close();
    await this.#dependencies.afterSending.stop({ signal });
  }

  /** Oldest first: all that isn't finished, and what was finished in the last day. */
  list(): readonly OutboxRecord[] {
    const since = this.#dependencies.clock.now() - listedMs;
    const shown = ({ state, finishedAt }: OutboxItem) =>
      (state !== 'sent' && state !== 'cancelled') || finishedAt > since;
    return this.#dependencies.store
      .all()
      .filter(shown)
      .map((item) => this.#record(item));
  }

  /**
   * Builds the mail once and makes it durable; it leaves after `undoMs`. With `wait` returns once the first attempt has
   * ended or can't begin for want of a secret. Throws as `outbox.enqueue` says.
   */
  async enqueue(
    request: EnqueueRequest,
    { wait = false, signal }: { readonly wait?: boolean | undefined; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<OutboxRecord> {
    const item = await this.#enqueuer.enqueue(request);
    this.#emit(item.id);
    if (wait) this.#waiting.delete(item.account); // Whoever waits for the end has a secret at hand, or will hear that none is.
    const settled = wait ? this.#settled(item, signal) : undefined;
    this.#look();
    await settled;
    return this.#record(this.#get(item.id));
  }

  /** Throws `send.unknown`, `send.tooLate`. */
  async cancel(id: OutboxId): Promise<OutboxRecord> {
    const item = this.#get(id);
    const after = cancel(item, this.#dependencies.clock.now());
    this.#save(item, after);
    const running = this.#running.get(item.account);
    if (running?.attempt.id === id) running.attempt.abort();
    if (after.state === 'cancelled') {
      this.#dependencies.store.setMarked(id);
      this.#dependencies.store.setSentCopy(id, 'none');
      await this.#files.remove(id);
    }
    return this.#record(this.#get(id));
  }

  /** Throws `send.unknown`, `send.tooLate`. */
  async retry(id: OutboxId): Promise<OutboxRecord> {
    const { clock } = this.#dependencies;
    const { state, sendAt } = this.#get(id);
    if (state === 'held' && sendAt > 0) await this.#files.redate(id, clock.now());
    const item = this.#get(id);
    this.#save(item, retry(item, clock.now()));
    this.#waiting.delete(item.account);
    this.#look();
    return this.#record(this.#get(id));
  }

  /** Another time for what has not left; its Date follows. Throws `send.unknown`, `send.tooLate`, `draft.sendAtPast`. */
  async reschedule(id: OutboxId, sendAt: number): Promise<OutboxRecord> {
    const { clock } = this.#dependencies;
    if (sendAt <= clock.now()) throw new MailError('draft.sendAtPast', { retry: 'afterUser' });
    this.#save(this.#get(id), reschedule(this.#get(id), sendAt));
    await this.#files.redate(id, sendAt);
    this.#look();
    return this.#record(this.#get(id));
  }

  /** Mail that was to leave long ago and that nobody was asked about yet. Asked about from now on. */
  takeAsked(): readonly OutboxRecord[] {
    const asked = this.#dependencies.store
      .all()
      .filter((item) => isAskedAbout(item) && item.failure?.data['told'] !== true);
    for (const item of asked) this.#save(item, told(item));
    return asked.map((item) => this.#record(item));
  }

  /** Throws `send.unknown`; for `check` what keeps Sent from being looked at. Not being found there leaves the doubt. */
  async resolve(
    id: OutboxId,
    decision: 'check' | 'sendAgain' | 'arrived',
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<OutboxRecord> {
    const asked = this.#get(id);
    if (asked.state !== 'inDoubt') return this.#record(asked);
    const { afterSending, store, clock } = this.#dependencies;
    const found = decision === 'check' && (await afterSending.isInSent(asked, { signal }));
    if (decision === 'check' && !found) return this.#record(this.#get(id));
    const item = this.#get(id);
    const after = resolve(item, decision === 'sendAgain' ? 'sendAgain' : 'arrived', clock.now());
    this.#save(item, after);
    if (found) store.setSentCopy(id, 'saved');
    this.#follow(this.#get(id));
    this.#look();
    return this.#record(this.#get(id));
  }

  /** Throws `send.unknown`, `send.tooLate` for what is still on its way or in doubt. */
  async remove(id: OutboxId): Promise<void> {
    const { state } = this.#get(id);
    if (state !== 'sent' && state !== 'failed' && state !== 'cancelled') throw new MailError('send.tooLate');
    this.#dependencies.store.hide(id);
    await this.#files.remove(id);
    this.#emit(id);
  }

  /** Throws `send.unknown`. */
  dialogue(id: OutboxId): readonly StoredDialogueLine[] {
    return this.#dependencies.store.dialogue(this.#get(id).id);
  }

  /** A secret was given, the network came back, an account was changed: what waited is tried now. */
  wake(account: AccountId): void {
    const { store, clock } = this.#dependencies;
    this.#waiting.delete(account);
    const own = store.all().filter((item) => item.account === account);
    for (const item of own) this.#save(item, hurry(item, clock.now()));
    this.#look();
  }

  /** Somebody came who may know the secrets that are waited for. */
  wakeAll(): void {
    for (const [account, reason] of this.#waiting) if (reason === 'secret') this.#waiting.delete(account);
    this.#look();
  }

  /** An account went, its rows with it: nothing more of it leaves, and its bytes here are deleted. */
  accountRemoved(account: AccountId): void {
    this.#running.get(account)?.attempt.abort();
    this.#waiting.delete(account);
    this.#changed.emit();
    void this.#files.removeStrays();
  }

  /** Housekeeping: a full disk must not keep the engine from starting over it. */
  #forgetOld(now: number): void {
    try {
      this.#dependencies.store.forgetBefore(now - rememberedMs);
    } catch (error) {
      if (!hasNoRoom(error)) throw error;
    }
  }

  /** Starts what is due, and looks again when the next is. */
  #look(): void {
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
    this.#nextLook = clock.after(Math.min(Math.min(...later) - now, atMost), () => this.#look());
  }

  async #begin(account: AccountId): Promise<void> {
    if (this.#running.has(account) || this.#asking.has(account) || this.#waiting.has(account)) return;
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
      this.#look();
      return;
    }
    const attempt = new Attempt(item.id, {
      ...this.#dependencies,
      pathOf: (id) => this.#files.pathOf(id),
      beforeLeaving: (leaving, signal) => this.#dependencies.afterSending.beforeLeaving(leaving, signal),
      isBurst: ({ id, account: owner }) => !this.#stopping && this.#isDueSoon(owner, id),
      onChanged: (id) => this.#progressed(id),
    });
    const done = this.#run(attempt, item).finally(() => {
      this.#running.delete(account);
      this.#progressAt.delete(item.id);
      this.#look();
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
    if (error?.code.startsWith('auth.') && error.retry !== 'later') this.#waiting.set(item.account, 'refused');
    const after = store.find(item.id);
    log.info('outbox.attempted', {
      id: item.id,
      state: after?.state,
      attempts: after?.attempts,
      errorCode: error?.code,
    });
    if (after) this.#follow(after);
  }

  #waitForSecret(account: AccountId): void {
    if (this.#stopping) return;
    this.#waiting.set(account, 'secret');
    const wait = this.#dependencies.clock.after(secretRetryMs, () => {
      this.#timers.remove(wait);
      if (this.#waiting.get(account) === 'secret') this.wake(account);
    });
    this.#timers.add(wait);
    this.#changed.emit();
  }

  /** Copy and marks, once there is an acceptance; the bytes go when nobody needs them any more. */
  #follow(item: OutboxItem): void {
    const { afterSending, marks, store, log } = this.#dependencies;
    if (hasAccepted(item) && item.sentCopy === 'pending') afterSending.accepted(item);
    if (item.state === 'sent' && item.sentCopy !== 'pending') void this.#files.drop(item.id);
    const isFinal = item.state === 'sent' || (item.state === 'failed' && hasAccepted(item));
    if (!isFinal || item.marked) return;
    try {
      marks.mark(item);
      store.setMarked(item.id);
    } catch (error) {
      log.warn('outbox.marksFailed', { id: item.id, error }); // Tried again at the next start.
    }
  }

  /** Resolves once an attempt at the mail has ended, or can't begin for want of a secret. */
  #settled({ id, account, attempts }: OutboxItem, signal: AbortSignal | undefined): Promise<void> {
    const isSettled = () => {
      const item = this.#dependencies.store.find(id);
      if (!item || this.#stopping) return true;
      if (item.state === 'queued')
        return this.#waiting.has(account) || (item.attempts > attempts && !this.#running.has(account));
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

  #save(before: OutboxItem, after: OutboxItem): void {
    if (before === after) return;
    this.#dependencies.store.save(before, after);
    this.#emit(before.id);
  }

  /** Changes of state are told at once, mere progress not too often. */
  #progressed(id: OutboxId): void {
    const attempt = [...this.#running.values()].find((one) => one.attempt.id === id)?.attempt;
    const now = this.#dependencies.clock.now();
    if (attempt && attempt.sentBytes > 0 && this.#dependencies.store.find(id)?.state === 'sending') {
      if (now < (this.#progressAt.get(id) ?? 0)) return;
      this.#progressAt.set(id, now + progressEveryMs);
    }
    this.#emit(id);
  }

  #emit(id: OutboxId): void {
    this.#dependencies.events.send('outboxChanged', { id });
    this.#changed.emit();
  }

  #isPastDot(id: OutboxId): boolean {
    return (this.#dependencies.store.find(id)?.finalDotAt ?? 0) > 0;
  }

  #get(id: OutboxId): OutboxItem {
    const item = this.#dependencies.store.find(id);
    if (!item) throw new MailError('send.unknown', { data: { id } });
    return item;
  }

  #record(item: OutboxItem): OutboxRecord {
    const { id, account, state, subject, messageId, size, recipients, createdAt, dueAt, attempts, failure } = item;
    const { sentCopy, draft, sendAt } = item;
    const attempt = this.#running.get(account)?.attempt;
    const sentBytes = attempt?.id === id ? attempt.sentBytes : state === 'sent' ? size : 0;
    return {
      ...{ id, account, state, subject, messageId, size, sentBytes, recipients, createdAt, dueAt, attempts, sendAt },
      ...{ failure, sentCopy, draft },
    };
  }
}
