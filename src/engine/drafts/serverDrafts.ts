import { concatBytes } from '../../base/bytes.ts';
import { type Clock, withTimeout } from '../../base/clock.ts';
import { type Disposable, DisposableList } from '../../base/dispose.ts';
import { isMailError, MailError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { TaskQueue } from '../../base/queue.ts';
import { type Random, randomId } from '../../base/random.ts';
import type { ImapConnection } from '../../mail/imap/connection.ts';
import type { ReadMessage } from '../../mail/mime/read.ts';
import type { AccountId, MailboxId } from '../../protocol/records.ts';
import { contentOf } from '../compose/draftContent.ts';
import { parseDraft } from '../compose/draftParser.ts';
import { type Sender, senderOf, withIdentities } from '../compose/sender.ts';
import type { EngineEvents } from '../events.ts';
import type { EngineService } from '../service.ts';
import type { AccountStore } from '../store/accounts.ts';
import type { DraftCopy, DraftCopyStore } from '../store/draftCopies.ts';
import type { DraftStore, JournaledDraft } from '../store/drafts.ts';
import type { IdentityStore } from '../store/identities.ts';
import type { MailboxState, MailboxStateStore } from '../store/mailboxState.ts';
import { DraftMailbox, type ListedDraft } from './draftMailbox.ts';
import { draftTaskMaxMs, lookDelayMs, uploadDelayMs, uploadEveryMs, uploadRetryMs } from './limits.ts';
import { type MergedText, mergeTexts } from './mergeTexts.ts';
import { isWritten, keyOf, withRemote, writeRemote } from './remoteDraft.ts';

export interface ServerDraftsDeps {
  readonly drafts: DraftStore;
  readonly copies: DraftCopyStore;
  readonly accounts: AccountStore;
  readonly identities: IdentityStore;
  readonly mailboxes: Pick<MailboxStateStore, 'bySpecialUse' | 'find'>;
  /** Runs a task on the account's connection, in its turn. Throws `account.offline` and the like. */
  readonly change: <T>(
    account: AccountId,
    task: (connection: ImapConnection) => Promise<T>,
    options: { readonly signal: AbortSignal },
  ) => Promise<T>;
  /** Lists a mailbox anew, so that views show what changed. */
  readonly refresh: (account: AccountId, mailbox: MailboxId) => void;
  /** True for a draft with something that looks like a secret and was not let through: it stays on this machine. */
  readonly holdsSecret: (draft: JournaledDraft, options: { readonly signal: AbortSignal }) => Promise<boolean>;
  /** Whether the cache still lists a copy. */
  readonly isListed: (copy: Pick<DraftCopy, 'mailbox' | 'uidValidity' | 'uid'>) => boolean;
  readonly parts: (draft: JournaledDraft) => Promise<Parameters<typeof writeRemote>[1]['parts']>;
  readonly events: EngineEvents;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

/**
 * Keeps one copy of each draft in its account's Drafts mailbox, and notices what other clients make of it. The order is
 * fixed: look for another's change, note that a copy is on its way, store it, note where it is, take the old one away. Cut
 * anywhere, the next look finds the copy by its Message-ID; a change from elsewhere is never overwritten, it waits until a
 * window has joined it with what is typed there.
 */
export class ServerDrafts implements EngineService {
  readonly #deps: ServerDraftsDeps;
  readonly #queue = new TaskQueue({ concurrency: 1, capacity: 10_000 });
  readonly #timers = new Map<string, { readonly since: number; readonly timer: Disposable }>();
  readonly #resources = new DisposableList();
  readonly #stopped = new AbortController();
  #enabled = true;

  constructor(deps: ServerDraftsDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#resources.add(
      this.#deps.events.on(({ name, payload }) => {
        if (name === 'messagesChanged') this.#mailboxChanged(payload);
        else if (name === 'outboxChanged') this.#later(sweepKey, uploadDelayMs);
      }),
    );
    this.#later(sweepKey, uploadDelayMs);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    for (const { timer } of this.#timers.values()) timer.dispose();
    this.#timers.clear();
    this.#resources.dispose();
  }

  /** Switched off, nothing is stored or taken away; what is there stays. */
  configure({ enabled }: { readonly enabled: boolean }): void {
    if (enabled && !this.#enabled) this.#later(sweepKey, uploadDelayMs);
    this.#enabled = enabled;
  }

  /** A draft was typed in or is gone. */
  changed(uri: string): void {
    this.#later(uri, uploadDelayMs);
  }

  /** A draft is opened or looked at again: asks its server now. Never throws: without a server, what is here counts. */
  async look(uri: string): Promise<void> {
    const copy = this.#deps.copies.find(uri);
    if (!copy || copy.uid === 0 || copy.incoming !== '' || !this.#enabled) return;
    await this.#run(uri, () => this.#atCopy(copy, (mailbox) => this.#see(mailbox, copy)));
  }

  /** Joins what another client made of a draft with `text`, as it stands in a window; undefined where there is nothing new. */
  merged(uri: string, text: string): MergedText | undefined {
    const copy = this.#deps.copies.find(uri);
    return copy && copy.incoming !== '' ? mergeTexts(copy.base, text, copy.incoming) : undefined;
  }

  /** A window shows the joined text now. It is in the journal before the change counts as taken up: a crash repeats the join. */
  settle(uri: string, text: string): void {
    const { copies, drafts } = this.#deps;
    const copy = copies.find(uri);
    if (!copy || copy.incoming === '') return;
    const { subject, to } = contentOf(parseDraft(text));
    drafts.keep({ uri, folder: '', text, subject, to: to.map(({ address }) => address).join(', ') });
    copies.put({ ...copy, base: copy.incoming, uid: copy.incomingUid, incoming: '', incomingUid: 0 });
    this.changed(uri);
  }

  /** The draft that a message of a Drafts mailbox is the copy of; empty: none. */
  uriOf({ mailbox, uidValidity, uid }: Pick<DraftCopy, 'mailbox' | 'uidValidity' | 'uid'>): string {
    const copies = this.#deps.copies.inMailbox(mailbox);
    return copies.find((copy) => copy.uid === uid && copy.uidValidity === uidValidity)?.uri ?? '';
  }

  /** From now on this message is the draft's copy, and says what `base` says. */
  adopt(copy: Omit<DraftCopy, 'nextMessageId' | 'nextBase' | 'incoming' | 'incomingUid'>): void {
    this.#deps.copies.put({ ...copy, nextMessageId: '', nextBase: '', incoming: '', incomingUid: 0 });
  }

  #mailboxChanged(payload: unknown): void {
    const id = typeof payload === 'object' && payload !== null && 'mailbox' in payload ? payload.mailbox : undefined;
    for (const copy of this.#deps.copies.all()) {
      // One that is listed as we know it needs no question; a newer one beside it is found at the next save.
      if (copy.mailbox === id && copy.uid > 0 && !this.#deps.isListed(copy)) this.#later(copy.uri, lookDelayMs);
    }
  }

  #later(uri: string, delayMs: number): void {
    if (this.#stopped.signal.aborted) return;
    const { clock } = this.#deps;
    const since = this.#timers.get(uri)?.since ?? clock.now();
    this.#timers.get(uri)?.timer.dispose();
    const delay = Math.max(0, Math.min(delayMs, since + uploadEveryMs - clock.now()));
    const timer = clock.after(delay, () => {
      this.#timers.delete(uri);
      if (uri === sweepKey) this.#sweep();
      else void this.#run(uri, () => this.#keepInStep(uri));
    });
    this.#timers.set(uri, { since, timer });
  }

  /** Everything that waits: drafts without a copy, copies without a draft. */
  #sweep(): void {
    const { drafts, copies } = this.#deps;
    const uris = new Set([...drafts.all().map(({ uri }) => uri), ...copies.all().map(({ uri }) => uri)]);
    for (const uri of uris) if (this.#isBehind(uri)) this.#later(uri, 0);
  }

  #isBehind(uri: string): boolean {
    const copy = this.#deps.copies.find(uri);
    const text = this.#wantedText(uri);
    if (text === undefined) return copy !== undefined;
    return !copy || copy.base !== text || copy.nextMessageId !== '';
  }

  /** What the copy says when it is in step; undefined where there is to be none. */
  #wantedText(uri: string): string | undefined {
    const draft = this.#deps.drafts.find(uri);
    if (!draft || this.#deps.drafts.isSent(uri) || !isWritten(draft.text)) return undefined;
    return draft.text;
  }

  async #run(uri: string, work: () => Promise<void>): Promise<void> {
    if (!this.#enabled) return;
    try {
      await this.#queue.run(work, { signal: this.#stopped.signal });
    } catch (error) {
      if (this.#stopped.signal.aborted) return;
      this.#deps.log.info('draft.copyWaits', { error });
      if (!isMailError(error, 'account.unknown', 'account.removed')) this.#later(uri, uploadRetryMs);
    }
  }

  async #keepInStep(uri: string): Promise<void> {
    const { copies, drafts } = this.#deps;
    const copy = copies.find(uri);
    const text = this.#wantedText(uri);
    if (text === undefined) return copy && this.#takeAway(copy);
    const draft = drafts.find(uri);
    const sender = this.#senderOf(text);
    const target = sender && this.#deps.mailboxes.bySpecialUse(sender.id, 'drafts');
    if (!draft || !sender || !target) return;
    if (await this.#deps.holdsSecret(draft, { signal: this.#stopped.signal })) return; // The next key asks again.
    if (copy && copy.mailbox !== target.id) await this.#takeAway(copy); // It is from another account now.
    await this.#onMailbox(target, (mailbox) => this.#store(mailbox, { draft, sender, target }));
  }

  async #store(
    mailbox: DraftMailbox,
    { draft, sender, target }: { draft: JournaledDraft; sender: Sender; target: MailboxState },
  ): Promise<void> {
    const { copies, clock, random, refresh, parts } = this.#deps;
    const { uri, text } = draft;
    const known = copies.find(uri);
    const before = known && (await this.#see(mailbox, known));
    if (before && (before.incoming !== '' || (before.base === text && before.nextMessageId === ''))) return;
    if (before && before.uid === 0 && before.base === text) return; // Taken away elsewhere, and not written on since.
    const messageId = `<${randomId(random, 26)}@${sender.address.split('@').at(-1) ?? 'localhost'}>`;
    const mark = { nextMessageId: messageId, nextBase: text };
    const none = { uid: 0, messageId: '', base: '', incoming: '', incomingUid: 0 };
    const at = { account: sender.id, mailbox: target.id, uidValidity: mailbox.uidValidity };
    const marked = before ? { ...before, ...mark } : { uri, key: randomId(random), ...none, ...at, ...mark };
    const chunks: Uint8Array[] = [];
    const from = { name: sender.identity.name, address: sender.address };
    const message = { from, key: marked.key, messageId, date: clock.now(), boundary: randomId(random, 24) };
    for await (const chunk of writeRemote(text, { ...message, parts: await parts(draft) })) chunks.push(chunk);
    copies.put(marked);
    const uid = await mailbox.append(concatBytes(chunks), messageId);
    const kept: DraftCopy = { ...marked, ...at, uid, messageId, base: text, nextMessageId: '', nextBase: '' };
    copies.put(kept);
    if (before && before.uid > 0 && before.uid !== uid) await mailbox.remove([before.uid]);
    refresh(sender.id, target.id);
  }

  /** What became of a copy since it was stored. Notes it, and tells the windows of a change from elsewhere. */
  async #see(mailbox: DraftMailbox, copy: DraftCopy): Promise<DraftCopy> {
    const renumbered = copy.uidValidity !== mailbox.uidValidity;
    const listed = await mailbox.list(renumbered || copy.uid === 0 ? 1 : copy.uid);
    const known = this.#settle(listed, copy, { renumbered, uidValidity: mailbox.uidValidity });
    const outdated = known.uid !== copy.uid && !renumbered && listed.some(({ uid }) => uid === copy.uid);
    if (outdated) await mailbox.remove([copy.uid]);
    if (known.uid === 0 && known.messageId === '') return this.#noted(known);
    const isThere = listed.some(({ uid }) => uid === known.uid);
    const theirs = await this.#newerOf(mailbox, listed, { copy: known, isThere });
    if (!theirs) return this.#noted(isThere ? known : { ...known, uid: 0 });
    const incoming = withRemote(known.base, theirs.message);
    if (isThere) await mailbox.remove([known.uid]);
    if (incoming === known.base) return this.#noted({ ...known, uid: theirs.uid, messageId: theirs.message.messageId });
    const noted = this.#noted({ ...known, uid: theirs.uid, incoming, incomingUid: theirs.uid });
    this.#deps.events.send('draftChangedElsewhere', { uri: copy.uri });
    return noted;
  }

  /** A copy that was on its way when the engine ended is there or not; one in a renumbered mailbox has another UID. */
  #settle(
    listed: readonly ListedDraft[],
    copy: DraftCopy,
    { renumbered, uidValidity }: { readonly renumbered: boolean; readonly uidValidity: number },
  ): DraftCopy {
    const arrived = copy.nextMessageId && listed.findLast(({ messageId }) => messageId === copy.nextMessageId);
    const rest = { ...copy, nextMessageId: '', nextBase: '', uidValidity };
    if (arrived) return { ...rest, uid: arrived.uid, messageId: copy.nextMessageId, base: copy.nextBase };
    if (!renumbered) return rest;
    const same = listed.findLast(({ messageId }) => messageId !== '' && messageId === copy.messageId);
    return { ...rest, uid: same?.uid ?? 0 };
  }

  /**
   * The newest message that another client made of this copy. It has our key (clients that keep fields they do not know), our
   * Message-ID, or, where ours is gone, our subject and thread and nobody else's.
   */
  async #newerOf(
    mailbox: DraftMailbox,
    listed: readonly ListedDraft[],
    { copy, isThere }: { readonly copy: DraftCopy; readonly isThere: boolean },
  ): Promise<{ readonly uid: number; readonly message: ReadMessage } | undefined> {
    const others = new Set(
      this.#deps.copies
        .inMailbox(copy.mailbox)
        .filter(({ uri }) => uri !== copy.uri)
        .map(({ uid }) => uid),
    );
    const newer = listed.filter(({ uid }) => uid > copy.uid && !others.has(uid)).slice(-newerReadMax);
    const { subject, inReplyTo } = contentOf(parseDraft(copy.base));
    const alike: { readonly uid: number; readonly message: ReadMessage }[] = [];
    for (const { uid } of newer.toReversed()) {
      const message = await mailbox.read(uid);
      if (!message) continue;
      if (keyOf(message) === copy.key || (copy.messageId !== '' && message.messageId === copy.messageId))
        return { uid, message };
      const sameThread = message.inReplyTo.join() === inReplyTo.join();
      if (keyOf(message) === '' && message.subject.trim() === subject.trim() && sameThread)
        alike.push({ uid, message });
    }
    return !isThere && alike.length === 1 ? alike[0] : undefined;
  }

  #noted(copy: DraftCopy): DraftCopy {
    this.#deps.copies.put(copy);
    return copy;
  }

  async #takeAway(copy: DraftCopy): Promise<void> {
    const { copies, refresh } = this.#deps;
    await this.#atCopy(copy, async (mailbox) => {
      const listed = await mailbox.list(1);
      const ours = listed.filter(
        ({ uid, messageId }) =>
          (copy.uidValidity === mailbox.uidValidity && uid > 0 && uid === copy.uid) ||
          (messageId !== '' && (messageId === copy.messageId || messageId === copy.nextMessageId)),
      );
      await mailbox.remove(ours.map(({ uid }) => uid));
    });
    copies.forget(copy.uri);
    refresh(copy.account, copy.mailbox);
  }

  async #atCopy(copy: DraftCopy, work: (mailbox: DraftMailbox) => Promise<unknown>): Promise<void> {
    const state = this.#deps.mailboxes.find(copy.mailbox);
    if (state) await this.#onMailbox(state, work);
  }

  async #onMailbox(state: MailboxState, work: (mailbox: DraftMailbox) => Promise<unknown>): Promise<void> {
    const { clock, change } = this.#deps;
    await withTimeout(
      clock,
      draftTaskMaxMs,
      (signal) =>
        change(state.account, async (connection) => work(await DraftMailbox.open(connection, state.path)), { signal }),
      { signal: this.#stopped.signal, onTimeout: () => new MailError('net.timeout', { retry: 'later' }) },
    );
  }

  #senderOf(text: string): Sender | undefined {
    const { accounts, identities } = this.#deps;
    return senderOf(contentOf(parseDraft(text)), withIdentities(accounts.all(), identities.all()));
  }
}

const sweepKey = '';
/** Messages of a Drafts mailbox that are read to find one draft's next version. */
const newerReadMax = 20;
