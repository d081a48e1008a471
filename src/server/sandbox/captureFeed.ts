import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableList } from '../../base/dispose.ts';
import { MailError } from '../../base/errors.ts';
import { Emitter } from '../../base/events.ts';
import { type Random, randomId } from '../../base/random.ts';
import type { CaptureHook, IncomingMessage } from '../smtp/delivery.ts';
import type { CapturedMail } from '../store/captures.ts';
import type { Placed, Store } from '../store/store.ts';
import { pruneEveryMs, pruneMax } from './limits.ts';
import { summarize } from './mailSummary.ts';
import { parseRouteRules, type RouteRule, route, soundTags } from './routing.ts';

/** What happened to captured mails; whoever shows them looks again. */
export type CaptureEvent =
  | { readonly kind: 'new'; readonly mail: CapturedMail }
  | { readonly kind: 'changed'; readonly ids: readonly string[] }
  | { readonly kind: 'removed'; readonly ids: readonly string[] };

/** How long mails are kept; 0 = for ever, and as many as come. */
export interface Retention {
  readonly maxMails: number;
  readonly maxAgeMs: number;
}

/** Since this feed began. */
export interface FeedStats {
  readonly accepted: number;
  readonly acceptedBytes: number;
  readonly removed: number;
}

export interface CaptureFeedOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
}

/** Every mail that reaches the sandbox, newest first: told when it comes, listed, searched, tagged and deleted. */
export class CaptureFeed implements Disposable {
  readonly events = new Emitter<CaptureEvent>();
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #resources = new DisposableList();
  #stats: FeedStats = { accepted: 0, acceptedBytes: 0, removed: 0 };
  #routes: readonly RouteRule[];
  #retention: Retention;

  constructor({ store, clock, random }: CaptureFeedOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#random = random;
    this.#routes = parseRouteRules(store.captures.choice('routes') ?? []);
    this.#retention = readRetention(store.captures.choice('retention'));
    this.#resources.add(this.events);
    this.#pruneLater();
  }

  get stats(): FeedStats {
    return this.#stats;
  }

  get routes(): readonly RouteRule[] {
    return this.#routes;
  }

  get retention(): Retention {
    return this.#retention;
  }

  /** Rules for mails that come from now on; kept over a restart. */
  setRoutes(routes: readonly RouteRule[]): void {
    this.#store.write([], () => this.#store.captures.choose('routes', routes));
    this.#routes = routes;
  }

  /** Kept over a restart; what is beyond it goes at once. */
  setRetention(retention: Retention): void {
    this.#store.write([], () => this.#store.captures.choose('retention', retention));
    this.#retention = retention;
    this.prune();
  }

  /** How delivery captures one mail. */
  hook(message: IncomingMessage): CaptureHook {
    const { summary, searchText, fields } = summarize(message.bytes, message.recipients);
    const senders = [message.from, ...(summary.from ? [summary.from.address] : [])];
    const { mailbox, tags } = route(this.#routes, { senders, recipients: message.recipients, fields });
    const id = randomId(this.#random, 22);
    const { from: returnPath, recipients, receivedAt } = message;
    let gone: readonly string[] = [];
    return {
      mailbox,
      write: (at: Placed, touched) => {
        this.#store.captures.add({ id, ...at, returnPath, recipients, receivedAt, tags, summary, searchText });
        gone = this.#removeOutdated(touched);
      },
      arrived: () => {
        const { accepted, acceptedBytes } = this.#stats;
        const size = message.bytes.length;
        this.#stats = { ...this.#stats, accepted: accepted + 1, acceptedBytes: acceptedBytes + size };
        const mail = this.#store.captures.find(id);
        if (mail) this.events.emit({ kind: 'new', mail });
        this.#tellRemoved(gone);
      },
    };
  }

  counts(): { readonly total: number; readonly unread: number } {
    return this.#store.captures.counts();
  }

  /** Newest first. */
  list(start: number, limit: number): CapturedMail[] {
    return this.#store.captures.page(start, limit);
  }

  /** All that match, newest first. */
  search(matches: (mail: CapturedMail) => boolean): CapturedMail[] {
    return [...this.#each()].filter(matches);
  }

  /** The newest that matches. */
  newest(matches: (mail: CapturedMail) => boolean): CapturedMail | undefined {
    for (const mail of this.#each()) if (matches(mail)) return mail;
    return undefined;
  }

  /** The number of the newest; 0 where there is none. */
  newestNumber(): number {
    return this.#store.captures.page(0, 1)[0]?.number ?? 0;
  }

  /** `latest` is the newest. Throws `sandbox.mailUnknown`. */
  get(id: string): CapturedMail {
    const mail = id === 'latest' ? this.#store.captures.page(0, 1)[0] : this.#store.captures.find(id);
    if (!mail) throw new MailError('sandbox.mailUnknown', { data: { id: id.slice(0, 100) } });
    return mail;
  }

  /** The whole message, with what delivery wrote above it. Throws `sandbox.mailUnknown`. */
  bytes({ id, mailboxId, uid }: CapturedMail): Uint8Array {
    const bytes = this.#store.messages.bytes(mailboxId, uid);
    if (!bytes) throw new MailError('sandbox.mailUnknown', { data: { id } });
    return bytes;
  }

  /** The message as it was sent. Throws `sandbox.mailUnknown`. */
  content({ id, number }: CapturedMail): Uint8Array {
    const bytes = this.#store.captures.content(number);
    if (!bytes) throw new MailError('sandbox.mailUnknown', { data: { id } });
    return bytes;
  }

  /** Bytes of all that is kept. */
  totalSize(): number {
    return this.#store.captures.totalSize();
  }

  setRead(mails: readonly CapturedMail[], isRead: boolean): void {
    this.#change(mails, ({ mailboxId, uid }) => {
      this.#store.messages.store(mailboxId, [uid], isRead ? 'add' : 'remove', ['\\Seen']);
    });
  }

  setTags(mails: readonly CapturedMail[], tags: readonly string[]): void {
    const sound = soundTags(tags);
    this.#change(mails, ({ number }) => this.#store.captures.setTags(number, sound));
  }

  /** Each tag in use and how many mails have it. */
  tags(): readonly { readonly tag: string; readonly count: number }[] {
    return this.#store.captures.tags();
  }

  /** Every mail with `tag` has `to` instead; undefined: has it no more. */
  renameTag(tag: string, to: string | undefined): void {
    const [name] = soundTags(to === undefined ? [] : [to]);
    const mails = this.search(({ tags }) => tags.includes(tag));
    this.#store.write([], () => {
      if (name === undefined) this.#store.captures.removeTag(tag);
      else this.#store.captures.renameTag(tag, name);
    });
    this.events.emit({ kind: 'changed', ids: mails.map(({ id }) => id) });
  }

  /** Deletes the mails, over IMAP and POP3 too. */
  remove(mails: readonly CapturedMail[]): void {
    const touched: number[] = [];
    const gone = this.#store.write(touched, () => this.#expunge(mails, touched));
    this.#tellRemoved(gone);
  }

  /** Removes what is older than the retention allows. */
  prune(): void {
    const touched: number[] = [];
    this.#tellRemoved(this.#store.write(touched, () => this.#removeOutdated(touched)));
  }

  dispose(): void {
    this.#resources.dispose();
  }

  *#each(): Generator<CapturedMail> {
    let number = Number.MAX_SAFE_INTEGER;
    for (;;) {
      const mails = this.#store.captures.before(number, 200);
      yield* mails;
      const last = mails.at(-1);
      if (!last) return;
      number = last.number;
    }
  }

  #change(mails: readonly CapturedMail[], change: (mail: CapturedMail) => void): void {
    if (mails.length === 0) return;
    this.#store.write(
      mails.map(({ mailboxId }) => mailboxId),
      () => {
        for (const mail of mails) change(mail);
      },
    );
    this.events.emit({ kind: 'changed', ids: mails.map(({ id }) => id) });
  }

  /** In a transaction; the ids of what went. */
  #removeOutdated(touched: number[]): string[] {
    const { maxMails, maxAgeMs } = this.#retention;
    if (maxMails === 0 && maxAgeMs === 0) return [];
    const since = maxAgeMs === 0 ? 0 : this.#clock.now() - maxAgeMs;
    const keep = maxMails === 0 ? Number.MAX_SAFE_INTEGER : maxMails;
    return this.#expunge(this.#store.captures.outdated(keep, since, pruneMax), touched);
  }

  #expunge(mails: readonly CapturedMail[], touched: number[]): string[] {
    for (const { mailboxId, uid } of mails) {
      this.#store.messages.expunge(mailboxId, [uid]);
      touched.push(mailboxId);
    }
    return mails.map(({ id }) => id);
  }

  #tellRemoved(ids: readonly string[]): void {
    if (ids.length === 0) return;
    this.#stats = { ...this.#stats, removed: this.#stats.removed + ids.length };
    this.events.emit({ kind: 'removed', ids });
  }

  /** Age removes mails also while none comes. */
  #pruneLater(): void {
    const timer = this.#clock.after(pruneEveryMs, () => {
      this.#resources.remove(timer);
      if (this.#resources.disposed) return;
      if (this.#retention.maxAgeMs > 0) this.prune();
      this.#pruneLater();
    });
    this.#resources.add(timer);
  }
}

/** Throws `sandbox.badRule` for what is no number of mails or of milliseconds. */
export function readRetention(value: unknown): Retention {
  const given = typeof value === 'object' && value !== null ? value : {};
  const field = (name: string): number => {
    const found: unknown = Object.entries(given).find(([key]) => key === name)?.[1] ?? 0;
    if (typeof found !== 'number' || !Number.isSafeInteger(found) || found < 0)
      throw new MailError('sandbox.badRule', { data: { detail: `${name} ${String(found)}` } });
    return found;
  };
  return { maxMails: field('maxMails'), maxAgeMs: field('maxAgeMs') };
}
