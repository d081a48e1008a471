import { type Clock, sleep, timerMaxMs } from '../../base/clock.ts';
import type { Disposable } from '../../base/dispose.ts';
import type { Logger } from '../../base/log.ts';
import type { Random } from '../../base/random.ts';
import type { Trust } from '../../mail/net/endpoint.ts';
import { canonicalAddress } from '../address.ts';
import { type Directory, isRefusal, type Refusal } from '../directory/directory.ts';
import type { NewQueuedRecipient, QueuedMessage, QueuedRecipient } from '../store/queue.ts';
import type { Store } from '../store/store.ts';
import type { User } from '../store/users.ts';
import { type LookUp, lookUpExchangers } from './exchangers.ts';
import { type Hop, hopFor } from './hops.ts';
import { delayNoticeMs, expiryMs, hopsAtOnceMax, retryWaitMs, transactionRecipientsMax } from './limits.ts';
import { readRelaySettings, smartHostPassword } from './relaySettings.ts';
import { type Result, Settlement } from './settlement.ts';
import { type Attempted, transmit } from './transmit.ts';

export interface RelayOptions {
  readonly store: Store;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** How this server introduces itself to others. */
  hostName(): string;
  /** Default: asks the name server. */
  readonly lookUp?: LookUp;
  /** Default: the machine's certificates. */
  readonly trust?: Trust;
}

/** A mail for other servers. */
export interface MailElsewhere {
  readonly bytes: Uint8Array;
  readonly stamp: Uint8Array;
  readonly returnPath: string;
  readonly envelopeId: string;
  readonly at: number;
  readonly recipients: readonly NewQueuedRecipient[];
}

/** How long a look at the queue waits for more mail, ms. */
const gatherMs = 20;
/** How long a server is left alone after something that nobody expected, ms. */
const restMs = 60_000;

/**
 * The queue of mail for other servers, and who works it off: one connection to a server at a time. What is in the queue
 * is on disk, and what is under way is known here only: after a restart it is tried again.
 */
export class Relay {
  readonly settlement: Settlement;
  readonly #options: RelayOptions;
  readonly #stopped = new AbortController();
  readonly #busy = new Map<string, Promise<void>>();
  readonly #inFlight = new Set<number>();
  #timer: Disposable | undefined;
  #waking: Disposable | undefined;
  #started = false;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.settlement = new Settlement({ ...options, hostName: () => options.hostName() });
  }

  get isOn(): boolean {
    return readRelaySettings(this.#options.store).enabled;
  }

  /** Whether this recipient's mail is being handed over at the moment. */
  isInFlight(recipientId: number): boolean {
    return this.#inFlight.has(recipientId);
  }

  /** Why a client may not send to an address elsewhere: only users do, by their own names. */
  refuses({ user, from }: { readonly user: User | undefined; readonly from: string }): Refusal | undefined {
    const { store, directory } = this.#options;
    if (!user) return { code: 550, status: '5.7.1', words: 'not passed on: that recipient does not live here' };
    if (from === '' || canonicalAddress(from) === user.address || readRelaySettings(store).anySender) return undefined;
    const route = directory.resolve(from);
    if (!isRefusal(route) && route.local.some(({ user: { id } }) => id === user.id)) return undefined;
    return { code: 550, status: '5.7.1', words: 'that address of the sender is not yours' };
  }

  /** Inside the delivery's transaction. {@link wake} must follow it. */
  enqueue({ bytes, stamp, at, ...mail }: MailElsewhere, contents: Map<Uint8Array, number>): void {
    const { store } = this.#options;
    store.queue.add({
      ...mail,
      stamp,
      contentId: store.messages.content(bytes, contents),
      size: stamp.length + bytes.length,
      queuedAt: at,
      expiresAt: at + expiryMs,
    });
  }

  /** From here on mail leaves, what was left by the server before first. */
  start(): void {
    this.#started = true;
    this.wake();
  }

  /** Soon looks at what is due, and again when the next one will be. Calls that come together are one look. */
  wake(): void {
    if (!this.#started || this.#stopped.signal.aborted) return;
    this.#waking ??= this.#options.clock.after(gatherMs, () => this.#look());
  }

  /** Ends what is under way; that is tried again by whoever opens the store next. */
  async close(): Promise<void> {
    this.#stopped.abort();
    this.#waking?.dispose();
    this.#timer?.dispose();
    await Promise.all(this.#busy.values());
  }

  #look(): void {
    this.#waking = undefined;
    this.#timer?.dispose();
    const { store, clock, log } = this.#options;
    try {
      const now = clock.now();
      if (this.isOn) this.#serveDue(now);
      const next = store.queue.nextAttemptAfter(now) ?? Number.POSITIVE_INFINITY;
      this.#timer = clock.after(Math.min(next - now, timerMaxMs), () => this.wake());
    } catch (error) {
      log.error('relay.failed', { error });
      this.#timer = clock.after(restMs, () => this.wake());
    }
  }

  #serveDue(now: number): void {
    const waiting = new Map<string, { hop: Hop; domains: string[] }>();
    for (const domain of this.#options.store.queue.dueDomains(now)) {
      const hop = this.#hopOf(domain);
      const known = waiting.get(hop.key);
      if (known) known.domains.push(domain);
      else waiting.set(hop.key, { hop, domains: [domain] });
    }
    for (const [key, { hop, domains }] of waiting) {
      if (this.#busy.size >= hopsAtOnceMax) return; // Whoever ends looks again.
      if (!this.#busy.has(key)) this.#begin(hop, domains);
    }
  }

  #begin(hop: Hop, domains: readonly string[]): void {
    const run = this.#serve(hop, domains)
      .catch(async (error: unknown) => {
        if (this.#stopped.signal.aborted) return;
        this.#options.log.error('relay.failed', { error });
        await sleep(this.#options.clock, restMs, this.#stopped).catch(() => {}); // Stopped meanwhile.
      })
      .finally(() => {
        this.#busy.delete(hop.key);
        this.wake();
      });
    this.#busy.set(hop.key, run);
  }

  /** Hands over what is due for these domains, mail by mail, the oldest first. */
  async #serve(hop: Hop, domains: readonly string[]): Promise<void> {
    const { store, clock } = this.#options;
    for (;;) {
      const now = clock.now();
      const [messageId] = domains.flatMap((domain) => store.queue.firstDue(domain, now) ?? []);
      const message = messageId === undefined ? undefined : store.queue.message(messageId);
      if (!message || !this.isOn) return;
      const recipients = store.queue
        .dueOf(message.id, now)
        .filter(({ domain }) => this.#hopOf(domain).key === hop.key)
        .slice(0, transactionRecipientsMax);
      if (recipients.length === 0) return; // Other settings hold by now: whoever looks next finds the way.
      for (const { id } of recipients) this.#inFlight.add(id);
      try {
        await this.#attempt(hop, domains, message, recipients);
      } finally {
        for (const { id } of recipients) this.#inFlight.delete(id);
      }
    }
  }

  async #attempt(
    hop: Hop,
    domains: readonly string[],
    message: QueuedMessage,
    recipients: readonly QueuedRecipient[],
  ): Promise<void> {
    const { store, clock, log, trust, hostName } = this.#options;
    // While nothing can be written nothing leaves: what was handed over and could not be noted would leave again and again.
    store.write([], () => store.queue.begin(recipients, clock.now()));
    const addresses = recipients.map(({ address }) => address);
    const mail = { from: message.returnPath, recipients: addresses, bytes: store.queue.bytes(message.id) };
    const attempted = await transmit(hop, mail, {
      ...{ clock, log, trust, ownName: hostName(), signal: this.#stopped.signal },
      password: () => smartHostPassword(store),
    });
    const now = clock.now();
    const unreached = 'unreached' in attempted ? attempted.unreached : undefined;
    const outcomes = 'unreached' in attempted ? recipients.map(() => attempted.unreached) : attempted;
    const results = recipients.map((recipient, index) => resultOf(recipient, message, outcomes[index], now));
    const counted = (state: string) => results.filter((one) => one.state === state).length;
    log.info('relay.attempted', {
      ...{ hop: hop.key, delivered: counted('delivered'), deferred: counted('deferred'), bounced: counted('bounced') },
    });
    await this.settlement.settle(message, results);
    const [first] = results;
    if (unreached?.outcome !== 'deferred' || first?.state !== 'deferred') return;
    const later = { now, until: first.nextAttemptAt, reply: unreached.reply };
    store.write([], () => {
      for (const domain of domains) store.queue.postpone(domain, later);
    });
  }

  #hopOf(domain: string): Hop {
    const { store, lookUp = lookUpExchangers, hostName } = this.#options;
    return hopFor(domain, readRelaySettings(store), { lookUp, ownName: hostName() });
  }
}

/** Delivered, given up, or tried again later until it expires. */
function resultOf(
  recipient: QueuedRecipient,
  message: QueuedMessage,
  attempted: Attempted | undefined,
  now: number,
): Result {
  const { id, delayTold } = recipient;
  const attempts = recipient.attempts + 1;
  const { outcome, reply } = attempted ?? { outcome: 'deferred', reply: '' };
  const over = { id, attempts, nextAttemptAt: now, lastAttemptAt: now, delayTold };
  if (outcome === 'delivered') return { ...over, state: 'delivered', reply };
  if (outcome === 'refused') return { ...over, state: 'bounced', reply };
  if (now >= message.expiresAt)
    return { ...over, state: 'bounced', reply: `5.4.7 not delivered in time; at last: ${reply}` };
  const isLate = now - message.queuedAt >= delayNoticeMs;
  // The last attempt is made when the time is up, not hours before.
  const nextAttemptAt = Math.min(now + retryWaitMs(attempts), message.expiresAt);
  return { ...over, state: 'deferred', nextAttemptAt, reply, delayTold: delayTold || isLate };
}
