import { assert } from '../../base/assert.ts';
import type { Clock } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import type { Random } from '../../base/random.ts';
import type { AccountId, OutboxId, OutboxRecord } from '../../protocol/records.ts';
import type { EngineEvents } from '../events.ts';
import type { EngineService } from '../service.ts';
import type { AccountStore } from '../store/accounts.ts';
import type { OutboxStore, StoredDialogueLine } from '../store/outbox.ts';
import type { SubmissionLimits } from '../store/submissionLimits.ts';
import type { AfterSending, ReplyMarks } from './afterSending.ts';
import type { BuiltMessage, MessageBuilder } from './builtMessage.ts';
import { Departures } from './departures.ts';
import { type EnqueueRequest, Enqueuer } from './enqueue.ts';
import { hasNoRoom } from './failure.ts';
import { listedMs, rememberedMs, storyMs } from './limits.ts';
import { OutboxFiles } from './outboxFiles.ts';
import { hasAccepted, type OutboxItem } from './outboxItem.ts';
import { SizeGuard } from './sizeGuard.ts';
import {
  asFromPerson,
  askIfStale,
  cancel,
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
  readonly limits: Pick<SubmissionLimits, 'find'>;
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
  readonly #departures: Departures;

  constructor(dependencies: OutboxDependencies) {
    this.#dependencies = dependencies;
    this.#files = new OutboxFiles(dependencies);
    this.#departures = new Departures({
      ...dependencies,
      pathOf: (id) => this.#files.pathOf(id),
      onChanged: (id) => this.#tell(id),
      onAttempted: (item) => this.#follow(item),
      onSecretWanted: (account) => this.wake(account),
    });
    dependencies.afterSending.onCopied((id) => {
      const item = dependencies.store.find(id);
      if (item) this.#follow(item);
      this.#emit(id);
    });
    const sizes = new SizeGuard(dependencies);
    this.#enqueuer = new Enqueuer({ ...dependencies, sizes, pathOf: (id) => this.#files.pathOf(id) });
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
    this.#departures.look();
  }

  async stop({ signal }: { readonly signal: AbortSignal }): Promise<void> {
    await this.#departures.stop({ signal });
    this.#dependencies.transport.close();
    await this.#dependencies.afterSending.stop({ signal });
  }

  /** Oldest first: all that isn't finished, what was finished in the last day, and what came back. */
  list(): readonly OutboxRecord[] {
    const since = this.#dependencies.clock.now() - listedMs;
    const shown = ({ state, finishedAt, recipients }: OutboxItem) =>
      (state !== 'sent' && state !== 'cancelled') ||
      finishedAt > since ||
      recipients.some(({ fate }) => fate === 'bounced'); // Until a person has seen and removed it.
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
    { wait: waits = false, stay = false, signal }: WaitOptions = {},
  ): Promise<OutboxRecord> {
    const [item, ...more] = await this.#enqueuer.enqueue(request);
    assert(item !== undefined, 'a draft becomes a mail');
    for (const { id } of [item, ...more]) this.#emit(id);
    const wait = waits && (stay || item.state !== 'held' || item.sendAt === 0);
    if (wait) this.#departures.waiting.end(item.account); // Whoever waits for the end has a secret at hand, or will hear that none is.
    const settled = wait ? this.#departures.settled(item, signal) : undefined;
    this.#departures.lookSoon();
    await settled;
    return this.#record(this.#get(item.id));
  }

  /** A mail that is no draft's: a receipt. Durable when it returns. Throws `account.receiveOnly`, `store.…`. */
  async enqueueBuilt(message: BuiltMessage): Promise<OutboxRecord> {
    const { id } = await this.#enqueuer.enqueueBuilt(message);
    this.#emit(id);
    this.#departures.look();
    return this.#record(this.#get(id));
  }

  /** Takes a mail back, and the others that its draft was split into. Throws `send.unknown`, `send.tooLate`. */
  async cancel(id: OutboxId): Promise<OutboxRecord> {
    const item = this.#get(id);
    const others = this.#dependencies.store.all().filter((other) => isShareOf(other, item));
    await this.#cancel(item);
    for (const other of others) await this.#cancel(other);
    return this.#record(this.#get(id));
  }

  async #cancel(item: OutboxItem): Promise<void> {
    const { store, clock } = this.#dependencies;
    const after = cancel(item, clock.now());
    this.#save(item, after);
    this.#departures.abort(item);
    if (after.state !== 'cancelled') return;
    await Promise.all([store.setMarked(item.id), store.setSentCopy(item.id, 'none')]);
    await this.#files.remove(item.id);
  }

  /** Throws `send.unknown`, `send.tooLate`. */
  async retry(id: OutboxId): Promise<OutboxRecord> {
    const { clock } = this.#dependencies;
    const { state, sendAt } = this.#get(id);
    if (state === 'held' && sendAt > 0) await this.#files.redate(id, clock.now());
    const item = this.#get(id);
    this.#save(item, retry(item, clock.now()));
    this.#departures.waiting.end(item.account);
    this.#departures.look();
    return this.#record(this.#get(id));
  }

  /** Another time for what has not left; its Date follows. Throws `send.unknown`, `send.tooLate`, `draft.sendAtPast`. */
  async reschedule(id: OutboxId, sendAt: number): Promise<OutboxRecord> {
    const { clock } = this.#dependencies;
    if (sendAt <= clock.now()) throw new MailError('draft.sendAtPast', { retry: 'afterUser' });
    this.#save(this.#get(id), reschedule(this.#get(id), sendAt));
    await this.#files.redate(id, sendAt);
    this.#departures.look();
    return this.#record(this.#get(id));
  }

  /** Mail that was to leave long ago and that nobody was asked about yet. Asked about from now on. */
  takeAsked(): readonly OutboxRecord[] {
    const asked = this.#dependencies.store
      .asked()
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
    if (found) await store.setSentCopy(id, 'saved');
    this.#follow(this.#get(id));
    this.#departures.look();
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

  /** What was said at the last attempt, or is being said; also of what was taken off the list. Throws `send.unknown`. */
  dialogue(id: OutboxId): readonly StoredDialogueLine[] {
    const { store } = this.#dependencies;
    const item = store.find(id);
    const lines = (item && this.#departures.lines(item)) ?? store.dialogue(id);
    if (!lines) throw new MailError('send.unknown', { data: { id } });
    return lines;
  }

  /** Mail as clients are told of it. */
  records(items: readonly OutboxItem[]): readonly OutboxRecord[] {
    return items.map((item) => this.#record(item));
  }

  /** A secret was given, the network came back, an account was changed: what waited is tried now. */
  wake(account: AccountId): void {
    const { store, clock } = this.#dependencies;
    this.#departures.waiting.end(account);
    const own = store.all().filter((item) => item.account === account);
    for (const item of own) this.#save(item, hurry(item, clock.now()));
    this.#departures.look();
  }

  /** Somebody came who may know the secrets that are waited for. */
  wakeAll(): void {
    this.#departures.waiting.endForSecrets();
    this.#departures.look();
  }

  /** An account went, its rows with it: nothing more of it leaves, and its bytes here are deleted. */
  accountRemoved(account: AccountId): void {
    this.#departures.accountRemoved(account);
    void this.#files.removeStrays();
  }

  /** Housekeeping: a full disk must not keep the engine from starting over it. */
  #forgetOld(now: number): void {
    try {
      this.#dependencies.store.forgetBefore(now - rememberedMs, now - storyMs);
    } catch (error) {
      if (!hasNoRoom(error)) throw error;
    }
  }

  /** Copy and marks, once there is an acceptance; the bytes go when nobody needs them any more. */
  #follow(item: OutboxItem): void {
    const { accounts, afterSending, clock, marks, store, log } = this.#dependencies;
    const own = accounts.find(item.account)?.config.address;
    const again = own === undefined ? item : asFromPerson(item, own, clock.now());
    if (again !== item) {
      this.#save(item, again);
      this.#departures.look();
      return;
    }
    if (hasAccepted(item) && item.sentCopy === 'pending') afterSending.accepted(item);
    if (item.state === 'sent' && item.sentCopy !== 'pending') void this.#files.drop(item.id);
    const isFinal = item.state === 'sent' || (item.state === 'failed' && hasAccepted(item));
    if (!isFinal || item.marked) return;
    const failed = (error: unknown) => log.warn('outbox.marksFailed', { id: item.id, error }); // Tried again at the next start.
    try {
      marks.mark(item);
      store.setMarked(item.id).catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  #save(before: OutboxItem, after: OutboxItem): void {
    if (before === after) return;
    this.#dependencies.store.save(before, after);
    this.#emit(before.id);
  }

  #emit(id: OutboxId): void {
    this.#tell(id);
    this.#departures.changed();
  }

  #tell(id: OutboxId): void {
    this.#dependencies.events.send('outboxChanged', { id });
  }

  #get(id: OutboxId): OutboxItem {
    const item = this.#dependencies.store.find(id);
    if (!item) throw new MailError('send.unknown', { data: { id } });
    return item;
  }

  #record(item: OutboxItem): OutboxRecord {
    const { id, account, state, subject, messageId, size, recipients, createdAt, dueAt, attempts, failure } = item;
    const { sentCopy, draft, sendAt } = item;
    const sentBytes = this.#departures.sentBytes(item) ?? (state === 'sent' ? size : 0);
    return {
      ...{ id, account, state, subject, messageId, size, sentBytes, recipients, createdAt, dueAt, attempts, sendAt },
      ...{ failure, sentCopy, draft },
    };
  }
}

/** `wait`: until the first attempt has ended. `stay`: also where the mail has a time to leave at. */
interface WaitOptions {
  readonly wait?: boolean | undefined;
  readonly stay?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Another mail of the same draft that has not left. */
function isShareOf(other: OutboxItem, { id, draft, draftDigest }: OutboxItem): boolean {
  const whole = (digest: string) => digest.split('/', 1)[0];
  const waits = other.state === 'held' || other.state === 'queued';
  return (
    waits && other.id !== id && draft !== '' && other.draft === draft && whole(other.draftDigest) === whole(draftDigest)
  );
}
