/**
 * Has the text of recent mail here before somebody asks for it, so that it is read and searched without the network: some
 * messages at a time on the connection that works, and only while nothing else waits for it. Of what carries files the
 * text comes without them. Once all that is there and nothing happens, older mail follows where the settings allow it.
 */
import { type Clock, sleep } from '../../base/clock.ts';
import { isMailError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import type { ImapConnection } from '../../mail/imap/connection.ts';
import { fetchSources } from '../../mail/imap/fetchSources.ts';
import { fetchWithoutFiles } from '../../mail/imap/fetchWithoutFiles.ts';
import { messagesChanged } from '../../protocol/events.ts';
import type { AccountId, MailboxId } from '../../protocol/records.ts';
import type { AccountStates } from '../accounts/states.ts';
import type { EngineEvents } from '../events.ts';
import type { EngineService } from '../service.ts';
import type { BodyStore, CachedBody } from '../store/bodies.ts';
import type { MailboxState, MailboxStateStore } from '../store/mailboxState.ts';
import type { WantedText, WantedTexts } from '../store/wantedTexts.ts';
import * as limits from './limits.ts';
import type { SyncedAccount } from './syncedAccount.ts';

export interface TextFetcherDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly events: EngineEvents;
  readonly states: AccountStates;
  readonly mailboxes: MailboxStateStore;
  readonly wanted: WantedTexts;
  readonly bodies: BodyStore;
  readonly sync: { find(account: AccountId): SyncedAccount | undefined };
  /** Whether the engine has other work: what was fetched is still being indexed. */
  readonly isBusy: () => boolean;
}

interface Wanted {
  readonly mailbox: MailboxState;
  /** Sort date from which on, ms. */
  readonly since: number;
}

export class TextFetcher implements EngineService {
  readonly #deps: TextFetcherDeps;
  /** Row id down to which a mailbox was gone through; a mailbox that changed begins anew. */
  readonly #reached = new Map<MailboxId, number>();
  /** The same for older mail, while the engine is idle. */
  readonly #reachedOlder = new Map<MailboxId, number>();
  /** Rows that did not come: gone, or a server that lied about them. */
  readonly #vain = new Set<number>();
  readonly #stopped = new AbortController();
  #textDays = limits.textDaysDefault;
  #older = false;
  #quietSince = 0;
  #left = { number: 0, at: 0 };
  #storedBytes = 0;
  #wake = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(deps: TextFetcherDeps) {
    this.#deps = deps;
  }

  start(): void {
    const { events, wanted } = this.#deps;
    this.#storedBytes = wanted.storedBytes();
    const listening = events.on(({ name, payload }) => {
      if (name === 'messagesChanged') this.#reached.delete(messagesChanged.payload.parse(payload).mailbox);
      if (name !== 'messagesChanged' && name !== 'accountsChanged') return;
      this.#quietSince = this.#deps.clock.now();
      this.#wake.abort();
    });
    this.#stopped.signal.addEventListener('abort', () => listening.dispose(), { once: true });
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  /** How many days back text is fetched before it is asked for; 0: none. `olderTexts`: what is older too, when the engine is idle. */
  configure({
    textDays,
    olderTexts = false,
  }: {
    readonly textDays: number;
    readonly olderTexts?: boolean | undefined;
  }): void {
    if (textDays === this.#textDays && olderTexts === this.#older) return;
    this.#textDays = textDays;
    this.#older = olderTexts;
    this.#reached.clear();
    this.#reachedOlder.clear();
    this.#wake.abort();
  }

  async #run(): Promise<void> {
    const { clock, log } = this.#deps;
    const { signal } = this.#stopped;
    const rest = (ms: number, until: AbortSignal) => sleep(clock, ms, { signal: until }).catch(() => {}); // Woken early.
    while (!signal.aborted) {
      this.#wake = new AbortController();
      this.#forgetLeft();
      const recent = this.#next();
      const wanted = recent ?? this.#nextOlder();
      if (!wanted) {
        await rest(this.#untilLookMs(), AbortSignal.any([this.#wake.signal, signal]));
        // What is listed right now has the connection and the disk for itself.
        await rest(limits.textDelayMs, signal);
        continue;
      }
      try {
        await this.#fetchSome(wanted, recent ? this.#reached : this.#reachedOlder);
      } catch (error) {
        if (signal.aborted) return;
        log.info('texts.failed', { code: isMailError(error) ? error.code : 'internal', error });
        await rest(limits.textLookMs, signal);
      }
      await rest(recent ? limits.textPauseMs : limits.textIdlePauseMs, signal);
    }
  }

  /** A mailbox with something left to fetch whose account can be asked now: the INBOX first, never Junk and Trash. */
  #next(): Wanted | undefined {
    if (this.#textDays <= 0) return undefined;
    const mailbox = this.#firstOpen(this.#reached);
    return mailbox && { mailbox, since: this.#deps.clock.now() - this.#textDays * 86_400_000 };
  }

  /** The same for mail of any age, once nothing has happened for a while and all that was fetched is indexed. */
  #nextOlder(): Wanted | undefined {
    const { clock, isBusy } = this.#deps;
    if (!this.#older || this.#textDays <= 0) return undefined;
    if (clock.now() - this.#quietSince < limits.textIdleAfterMs || isBusy()) return undefined;
    const mailbox = this.#firstOpen(this.#reachedOlder);
    return mailbox && { mailbox, since: 0 };
  }

  #firstOpen(reached: ReadonlyMap<MailboxId, number>): MailboxState | undefined {
    if (this.#storedBytes >= limits.textCacheMaxBytes) return undefined;
    const { mailboxes, states, sync } = this.#deps;
    const open = mailboxes.all().filter(({ account, listed, selectable, specialUse, id }) => {
      if (!listed || !selectable || specialUse === 'junk' || specialUse === 'trash' || reached.get(id) === 0)
        return false;
      return states.get(account).state === 'online' && isAskable(sync.find(account));
    });
    return open.find(({ specialUse }) => specialUse === 'inbox') ?? open[0];
  }

  /** Until the next look for something to fetch: sooner where older mail is waited with. */
  #untilLookMs(): number {
    return this.#older && this.#firstOpen(this.#reachedOlder) ? limits.textIdleAfterMs : limits.textLookMs;
  }

  async #fetchSome({ mailbox, since }: Wanted, reached: Map<MailboxId, number>): Promise<void> {
    const { wanted, sync, bodies } = this.#deps;
    const looked = wanted.of(mailbox, {
      ...{ since, before: reached.get(mailbox.id) ?? Number.MAX_SAFE_INTEGER, limit: limits.textBatchMessages },
      maxBytes: limits.messageMaxBytes,
    });
    const texts = bounded(looked);
    // One that does not come (it is gone, or the server lied about its size) is not asked for again before the next change.
    reached.set(mailbox.id, texts.at(-1)?.rowId ?? 0);
    const missing = texts.filter(({ rowId }) => !this.#vain.has(rowId) && !this.#adopt(rowId));
    if (missing.length === 0) return;
    const { signal } = this.#stopped;
    const sources = await sync
      .find(mailbox.account)
      ?.change((connection) => fetchTexts(connection, mailbox, missing), { signal });
    if (!sources) return; // The account went meanwhile.
    for (const { rowId, uid, sortDate } of missing) {
      const body = sources.get(uid);
      if (!body && this.#vain.size < limits.textVainMax) this.#vain.add(rowId);
      if (!body) continue;
      // As if it had been read when it came: when room is short, what was read since stays longer.
      bodies.put(rowId, body.bytes.length, body, { usedAt: sortDate });
      this.#storedBytes += body.bytes.length;
    }
    if (this.#storedBytes >= limits.textCacheMaxBytes) this.#storedBytes = wanted.storedBytes();
  }

  /** The same message is here under another row, or was a moment ago. */
  #adopt(rowId: number): boolean {
    const body = this.#deps.bodies.adopt(rowId);
    if (body && 'bytes' in body) this.#storedBytes += body.bytes.length;
    return body !== undefined;
  }

  #forgetLeft(): void {
    const now = this.#deps.clock.now();
    if (now - this.#left.at < limits.leftBodyMs) return;
    this.#left = { number: this.#deps.bodies.forgetLeft(this.#left.number), at: now };
  }
}

/** Of mail that is kept here the text came with it. */
function isAskable(sync: Pick<SyncedAccount, 'isBusy' | 'isLocal'> | undefined): boolean {
  return sync !== undefined && !sync.isBusy && !sync.isLocal;
}

type FetchedText = CachedBody & { readonly bytes: Uint8Array };

async function fetchTexts(
  connection: ImapConnection,
  { path }: MailboxState,
  texts: readonly WantedText[],
): Promise<ReadonlyMap<number, FetchedText>> {
  const { uidValidity } = await connection.select(path);
  const here = texts.filter((text) => text.uidValidity === uidValidity);
  const [withFiles, plain] = [here.filter(comesInParts), here.filter((text) => !comesInParts(text))].map((part) =>
    part.map(({ uid }) => uid).sort((a, b) => a - b),
  );
  const found = new Map<number, FetchedText>();
  if (plain && plain.length > 0)
    for (const [uid, bytes] of await fetchSources(connection, plain, { maxBytes: limits.textMaxBytes }))
      found.set(uid, { bytes });
  if (withFiles && withFiles.length > 0)
    for (const [uid, text] of await fetchWithoutFiles(connection, withFiles, limits.aheadPartLimits))
      found.set(uid, text);
  return found;
}

function comesInParts({ hasAttachment, size }: WantedText): boolean {
  return size > (hasAttachment ? limits.wholeWithFilesMaxBytes : limits.textMaxBytes);
}

/** As many as are asked for at once, and always one. */
function bounded(texts: readonly WantedText[]): readonly WantedText[] {
  let bytes = 0;
  return texts.filter((text, index) => {
    bytes += comesInParts(text) ? limits.textGuessBytes : text.size;
    return index === 0 || bytes <= limits.textBatchMaxBytes;
  });
}
