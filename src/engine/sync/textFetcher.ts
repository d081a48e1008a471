/**
 * Has the text of recent mail here before somebody asks for it, so that it is read and searched without the network: a few
 * messages at a time on the connection that works, and only while nothing else waits for it. What carries attachments is
 * mostly larger than `textMaxBytes` and comes when it is opened.
 */
import { type Clock, sleep } from '../../base/clock.ts';
import { isMailError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import type { ImapConnection } from '../../mail/imap/connection.ts';
import { fetchSources } from '../../mail/imap/fetchSources.ts';
import { messagesChanged } from '../../protocol/events.ts';
import type { AccountId, MailboxId } from '../../protocol/records.ts';
import type { AccountStates } from '../accounts/states.ts';
import type { EngineEvents } from '../events.ts';
import type { EngineService } from '../service.ts';
import type { BodyStore } from '../store/bodies.ts';
import type { MailboxState, MailboxStateStore } from '../store/mailboxState.ts';
import type { WantedText, WantedTexts } from '../store/wantedTexts.ts';
import type { AccountSync } from './accountSync.ts';
import * as limits from './limits.ts';

export interface TextFetcherDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly events: EngineEvents;
  readonly states: AccountStates;
  readonly mailboxes: MailboxStateStore;
  readonly wanted: WantedTexts;
  readonly bodies: BodyStore;
  readonly sync: { find(account: AccountId): AccountSync | undefined };
}

export class TextFetcher implements EngineService {
  readonly #deps: TextFetcherDeps;
  /** Row id down to which a mailbox was gone through; a mailbox that changed begins anew. */
  readonly #reached = new Map<MailboxId, number>();
  readonly #stopped = new AbortController();
  #textDays = limits.textDaysDefault;
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
      if (name === 'messagesChanged' || name === 'accountsChanged') this.#wake.abort();
    });
    this.#stopped.signal.addEventListener('abort', () => listening.dispose(), { once: true });
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  /** How many days back text is fetched before it is asked for; 0: none. */
  configure({ textDays }: { readonly textDays: number }): void {
    if (textDays === this.#textDays) return;
    this.#textDays = textDays;
    this.#reached.clear();
    this.#wake.abort();
  }

  async #run(): Promise<void> {
    const { clock, log } = this.#deps;
    const { signal } = this.#stopped;
    const rest = (ms: number, until: AbortSignal) => sleep(clock, ms, { signal: until }).catch(() => {}); // Woken early.
    while (!signal.aborted) {
      this.#wake = new AbortController();
      const mailbox = this.#next();
      if (!mailbox) {
        await rest(limits.textLookMs, AbortSignal.any([this.#wake.signal, signal]));
        // What is listed right now has the connection and the disk for itself.
        await rest(limits.textDelayMs, signal);
        continue;
      }
      try {
        await this.#fetchSome(mailbox);
      } catch (error) {
        if (signal.aborted) return;
        log.info('texts.failed', { code: isMailError(error) ? error.code : 'internal', error });
        await rest(limits.textLookMs, signal);
      }
      await rest(limits.textPauseMs, signal);
    }
  }

  /** A mailbox with something left to fetch whose account can be asked now: the INBOX first, never Junk and Trash. */
  #next(): MailboxState | undefined {
    if (this.#textDays <= 0 || this.#storedBytes >= limits.textCacheMaxBytes) return undefined;
    const { mailboxes, states, sync } = this.#deps;
    const open = mailboxes.all().filter(({ account, listed, selectable, specialUse, id }) => {
      if (!listed || !selectable || specialUse === 'junk' || specialUse === 'trash' || this.#reached.get(id) === 0)
        return false;
      return states.get(account).state === 'online' && sync.find(account)?.isBusy === false;
    });
    return open.find(({ specialUse }) => specialUse === 'inbox') ?? open[0];
  }

  async #fetchSome(mailbox: MailboxState): Promise<void> {
    const { clock, wanted, sync, bodies } = this.#deps;
    const texts = bounded(
      wanted.of(mailbox, {
        since: clock.now() - this.#textDays * 86_400_000,
        before: this.#reached.get(mailbox.id) ?? Number.MAX_SAFE_INTEGER,
        ...{ maxBytes: limits.textMaxBytes, limit: limits.textBatchMessages },
      }),
    );
    // One that does not come (it is gone, or the server lied about its size) is not asked for again before the next change.
    this.#reached.set(mailbox.id, texts.at(-1)?.rowId ?? 0);
    if (texts.length === 0) return;
    const { signal } = this.#stopped;
    const sources = await sync
      .find(mailbox.account)
      ?.change((connection) => fetchTexts(connection, mailbox, texts), { signal });
    for (const { rowId, uid, sortDate } of texts) {
      const bytes = sources?.get(uid);
      if (!bytes) continue;
      // As if it had been read when it came: when room is short, what was read since stays longer.
      bodies.put(rowId, bytes.length, { bytes }, { usedAt: sortDate });
      this.#storedBytes += bytes.length;
    }
    if (this.#storedBytes >= limits.textCacheMaxBytes) this.#storedBytes = wanted.storedBytes();
  }
}

async function fetchTexts(
  connection: ImapConnection,
  { path }: MailboxState,
  texts: readonly WantedText[],
): Promise<ReadonlyMap<number, Uint8Array>> {
  const { uidValidity } = await connection.select(path);
  const uids = texts.filter((text) => text.uidValidity === uidValidity).map(({ uid }) => uid);
  return uids.length === 0 ? new Map() : fetchSources(connection, uids, { maxBytes: limits.textMaxBytes });
}

/** As many as are asked for at once, and always one. */
function bounded(texts: readonly WantedText[]): readonly WantedText[] {
  let bytes = 0;
  return texts.filter(({ size }, index) => {
    bytes += size;
    return index === 0 || bytes <= limits.textBatchMaxBytes;
  });
}
