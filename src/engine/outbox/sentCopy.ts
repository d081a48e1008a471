import { type Clock, sleep, withTimeout } from '../../base/clock.ts';
import { type Disposable, DisposableList } from '../../base/dispose.ts';
import { MailError, toMailError } from '../../base/errors.ts';
import { Emitter } from '../../base/events.ts';
import type { Logger } from '../../base/log.ts';
import { TaskQueue } from '../../base/queue.ts';
import type { AccountId, OutboxId } from '../../protocol/records.ts';
import type { AccountStore } from '../store/accounts.ts';
import type { OutboxStore } from '../store/outbox.ts';
import type { AfterSending } from './afterSending.ts';
import {
  outboxMaxItems,
  sentCopiesAtOnce,
  sentCopyGiveUpMs,
  sentCopyRetryMs,
  sentLookBack,
  sentLookMaxMs,
  sentPositionFreshMs,
  sentWatchEveryMs,
  sentWatchMs,
} from './limits.ts';
import type { OutboxItem } from './outboxItem.ts';
import type { MailboxPosition, OpenSentMailbox, SentEnvelope, SentMailbox } from './sentMailbox.ts';

export interface SentCopiesOptions {
  readonly store: OutboxStore;
  readonly accounts: AccountStore;
  readonly openSent: OpenSentMailbox;
  /** True for a provider that files what it sends by itself. */
  readonly savesByItself: (account: AccountId) => boolean;
  readonly pathOf: (id: OutboxId) => string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Default {@link sentWatchMs}. */
  readonly watchMs?: number;
}

/**
 * One copy of each mail in Sent. Some servers file what they send, others don't, and nobody says which: so Sent is
 * watched for a while, and the copy is stored only when none has come. Looked for before it is stored, in every attempt.
 */
export class SentCopies implements AfterSending {
  readonly #options: SentCopiesOptions;
  readonly #queue = new TaskQueue({ concurrency: sentCopiesAtOnce, capacity: outboxMaxItems });
  readonly #keeping = new Map<OutboxId, Promise<void>>();
  /** Where Sent stood a moment ago: every mail of a burst looks from there on. */
  readonly #noted = new Map<AccountId, MailboxPosition & { readonly at: number }>();
  readonly #copied = new Emitter<OutboxId>();
  readonly #timers = new DisposableList();
  readonly #lifetime = new AbortController();
  #stopping = false;

  constructor(options: SentCopiesOptions) {
    this.#options = options;
  }

  async beforeLeaving(item: OutboxItem, signal: AbortSignal): Promise<void> {
    const { store, openSent, clock, log } = this.#options;
    if (item.sentUidNext > 0 || this.#isSettledWithout(item.account)) return;
    const noted = this.#noted.get(item.account);
    if (noted && clock.now() - noted.at < sentPositionFreshMs)
      return store.noteSentPosition(item.id, noted.uidValidity, noted.uidNext);
    const look = async (aborted: AbortSignal) => {
      const sent = await openSent(item.account, { signal: aborted });
      if (!sent) return;
      try {
        const { uidValidity, uidNext } = await sent.position();
        if (aborted.aborted) return;
        store.noteSentPosition(item.id, uidValidity, uidNext);
        this.#noted.set(item.account, { uidValidity, uidNext, at: clock.now() });
      } finally {
        await sent.close();
      }
    };
    try {
      await withTimeout(clock, sentLookMaxMs, look, { signal, onTimeout: () => new MailError('net.timeout') });
    } catch (error) {
      log.info('sentCopy.notNoted', { id: item.id, error }); // The newest messages are looked at instead.
    }
  }

  accepted(item: OutboxItem): void {
    if (this.#stopping || this.#keeping.has(item.id)) return;
    const keeping = this.#queue
      .run(() => this.#keep(item.id))
      .catch((error) => this.#failed(item.id, error))
      .finally(() => this.#keeping.delete(item.id));
    this.#keeping.set(item.id, keeping);
  }

  async isInSent(item: OutboxItem, { signal }: { readonly signal?: AbortSignal | undefined }): Promise<boolean> {
    const either = signal ? AbortSignal.any([signal, this.#lifetime.signal]) : this.#lifetime.signal;
    const sent = await this.#options.openSent(item.account, { signal: either });
    if (!sent) return false;
    try {
      return await this.#isThere(sent, item);
    } finally {
      await sent.close();
    }
  }

  onCopied(listener: (id: OutboxId) => void): Disposable {
    return this.#copied.on(listener);
  }

  async stop({ signal }: { readonly signal: AbortSignal }): Promise<void> {
    this.#stopping = true;
    this.#timers.dispose();
    const cut = () => this.#lifetime.abort();
    if (signal.aborted) cut();
    signal.addEventListener('abort', cut, { once: true });
    await Promise.allSettled([...this.#keeping.values()]);
    cut();
  }

  async #keep(id: OutboxId): Promise<void> {
    const { store, openSent, pathOf, clock, watchMs = sentWatchMs } = this.#options;
    const item = store.find(id);
    if (item?.sentCopy !== 'pending') return;
    const without = this.#isSettledWithout(item.account);
    if (without) return this.#settle(id, without);
    const acceptedAt = item.finishedAt || clock.now();
    const signal = this.#lifetime.signal;
    const sent = await openSent(item.account, { signal });
    if (!sent) return this.#settle(id, 'none');
    try {
      for (;;) {
        if (await this.#isThere(sent, item)) return this.#settle(id, 'saved');
        if (sent.isOursAlone) break;
        const left = acceptedAt + watchMs - clock.now();
        if (left <= 0) break;
        await sleep(clock, Math.min(left, sentWatchEveryMs), { signal });
      }
      await sent.append(pathOf(id), leftAt(item));
      this.#settle(id, 'saved');
    } finally {
      await sent.close();
    }
  }

  async #isThere(sent: SentMailbox, item: OutboxItem): Promise<boolean> {
    const now = await sent.position();
    const noted = item.sentUidNext > 0 && item.sentUidValidity === now.uidValidity;
    const from = noted ? item.sentUidNext : Math.max(1, now.uidNext - sentLookBack);
    const envelopes = await sent.newer(from);
    // A mail like this one that left a minute ago has a copy of its own.
    const others = (id: string) => id !== item.messageId && this.#options.store.hasMessageId(id);
    const copy = envelopes.find((envelope) => !others(envelope.messageId) && isSame(envelope, item));
    if (copy && copy.messageId !== '' && copy.messageId !== item.messageId)
      this.#options.store.setCopyMessageId(item.id, copy.messageId);
    return copy !== undefined;
  }

  /** What needs no look: the provider files it, or there is nowhere to file it. */
  #isSettledWithout(account: AccountId): 'saved' | 'none' | undefined {
    const config = this.#options.accounts.find(account)?.config;
    if (!config?.imap && !config?.pop3) return 'none';
    return config.imap && this.#options.savesByItself(account) ? 'saved' : undefined;
  }

  async #settle(id: OutboxId, sentCopy: 'saved' | 'none' | 'failed'): Promise<void> {
    await this.#options.store.setSentCopy(id, sentCopy);
    this.#copied.emit(id);
  }

  async #failed(id: OutboxId, cause: unknown): Promise<void> {
    const { store, clock, log } = this.#options;
    const error = toMailError(cause);
    const item = store.find(id);
    if (this.#stopping || !item || error.code === 'engine.cancelled') return; // Goes on at the next start.
    log.warn('sentCopy.failed', { id, error });
    const mayMend = error.retry === 'later' || /^(auth|net|store)\./.test(error.code); // A full disk is no reason to call it missing.
    if (!mayMend || clock.now() - (item.finishedAt || item.createdAt) > sentCopyGiveUpMs) {
      await this.#settle(id, 'failed');
      return;
    }
    const wait = clock.after(sentCopyRetryMs, () => {
      this.#timers.remove(wait);
      const later = store.find(id);
      if (later) this.accepted(later);
    });
    this.#timers.add(wait);
  }
}

/** How far apart the Date of a mail and of its copy may be, ms: some servers write their own. */
const dateSlackMs = 120_000;

/** By Message-ID; where a server wrote its own (Outlook does), by date, subject and recipients. */
function isSame(envelope: SentEnvelope, item: OutboxItem): boolean {
  if (envelope.messageId === item.messageId) return true;
  if (envelope.subject.trim() !== item.subject.trim() || envelope.recipients.length === 0) return false;
  const ours = new Set(item.recipients.map(({ address }) => address.toLowerCase()));
  const sameTime = Math.abs(envelope.date - leftAt(item)) <= dateSlackMs;
  return sameTime && envelope.recipients.every((address) => ours.has(address));
}

/** The Date that it carries. */
function leftAt({ sendAt, createdAt }: OutboxItem): number {
  return Math.max(sendAt, createdAt);
}
