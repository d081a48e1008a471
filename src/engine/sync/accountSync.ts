/**
 * One account's connections: one that works (lists, polls, replays what the person did), one that watches the INBOX, one
 * that watches what is shown and reads messages. They stand and fall together: when one ends all are closed and made
 * anew after one wait, so that a line that breaks ten times is not thirty attempts. Where the server allows fewer, the one
 * that works does the others' part.
 */
import { backoffMs } from '../../base/backoff.ts';
import { sleep } from '../../base/clock.ts';
import { isMailError, MailError, toMailError } from '../../base/errors.ts';
import type { ImapConnection } from '../../mail/imap/connection.ts';
import { waitForChange } from '../../mail/imap/idle.ts';
import type { AccountId, MailboxId } from '../../protocol/records.ts';
import { setFailed } from '../accounts/setFailed.ts';
import { announce, meetPeople } from './announce.ts';
import { keepAlive } from './keepAlive.ts';
import * as limits from './limits.ts';
import { Line } from './line.ts';
import { syncListing } from './mailboxListing.ts';
import { type MailboxSynced, type MailboxSyncOptions, syncMailbox } from './mailboxSync.ts';
import { needsSync } from './needsSync.ts';
import { replayOperations } from './replay.ts';
import { SerialByKey } from './serialByKey.ts';
import type { SyncDeps } from './syncDeps.ts';
import type { PassOptions, PassResult, SyncedAccount } from './syncedAccount.ts';

export class AccountSync implements SyncedAccount {
  readonly isLocal = false;
  readonly #account: AccountId;
  readonly #deps: SyncDeps;
  readonly #stopped = new AbortController();
  readonly #serial = new SerialByKey();
  readonly #work: Line;
  readonly #inbox: Line;
  readonly #reader: Line;
  #session: AbortController | undefined;
  #wakeUp = new AbortController();
  #watched: MailboxId | undefined;
  #replayWanted = false;
  #finished: Promise<void> = Promise.resolve();

  constructor(account: AccountId, deps: SyncDeps) {
    this.#account = account;
    this.#deps = deps;
    const { clock } = deps;
    const first = (options: { readonly signal: AbortSignal }) => deps.connector.open(account, options);
    const open = (options: { readonly signal: AbortSignal }) =>
      deps.connector.open(account, { ...options, more: true });
    this.#work = new Line({ clock, open: first, watch: (connection, wake) => this.#keepWorking(connection, wake) });
    this.#inbox = new Line({
      clock,
      open,
      watch: (connection, wake) => this.#watch(connection, this.#inboxId(), wake),
    });
    this.#reader = new Line({
      ...{ clock, open, idleMs: limits.readerIdleMs },
      isWanted: () => this.#shownApart() !== undefined,
      watch: (connection, wake) => this.#watch(connection, this.#shownApart(), wake),
    });
  }

  start(): void {
    this.#finished = this.#run();
  }

  /** Closes all connections. Resolves when nothing of this account runs any more. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#wakeUp.abort();
    await this.#finished;
  }

  /** Connects now, without waiting for the back-off. */
  connectNow(): void {
    this.#wakeUp.abort();
  }

  /** The machine has other addresses: who waits to try again tries now, and lines that stand show that they live. */
  networkChanged(): void {
    this.connectNow();
    for (const line of [this.#work, this.#inbox, this.#reader]) line.prove(limits.proveMaxMs);
  }

  /** Closes what stands and begins again: the account's settings changed. */
  restart(): void {
    this.#session?.abort(new MailError('net.closed', { retry: 'later' }));
    this.#wakeUp.abort();
  }

  /** Something waits for the connection that works, or will soon. */
  get isBusy(): boolean {
    return this.#work.hasTasks || this.#replayWanted || this.#needsPass;
  }

  /** The mailbox that a client shows, kept current beside the INBOX. */
  watch(mailbox: MailboxId | undefined): void {
    if (this.#watched === mailbox) return;
    this.#watched = mailbox;
    this.#lineFor(this.#reader).interrupt();
  }

  /** What the person did waits to go to the server. */
  replay(): void {
    this.#replayWanted = true;
    this.#work.interrupt();
  }

  /** Brings one mailbox or all in step and returns when that is done. Throws what keeps the account from its server. */
  sync({ signal, mailbox, onProgress }: PassOptions): Promise<PassResult> {
    this.connectNow();
    const options = { signal: AbortSignal.any([signal, this.#stopped.signal]), mailbox, onProgress };
    return this.#work
      .run((connection) => this.#pass(connection, options), { signal })
      .catch((error) => this.#lost(error));
  }

  /** Runs a task on the connection for reading. Throws `account.offline` and what keeps the account from its server. */
  read<T>(
    task: (connection: ImapConnection) => Promise<T>,
    { signal }: { signal?: AbortSignal | undefined },
  ): Promise<T> {
    this.connectNow();
    return this.#lineFor(this.#reader)
      .run(task, { signal })
      .catch((error) => this.#lost(error));
  }

  /** Runs a change that goes past the journal, because a person waits for it, on the connection that works. Throws as `read`. */
  change<T>(task: (connection: ImapConnection) => Promise<T>, { signal }: { signal: AbortSignal }): Promise<T> {
    this.connectNow();
    return this.#work.run(task, { signal }).catch((error) => this.#lost(error));
  }

  /** Once the account is removed its connections end in the middle of a task, and that is not what is to be told. */
  #lost(error: unknown): never {
    const cut = isMailError(error, 'net.closed', 'engine.cancelled') && this.#stopped.signal.aborted;
    throw cut ? new MailError('account.removed', { cause: error }) : error;
  }

  async #run(): Promise<void> {
    const { clock, random, log, states } = this.#deps;
    const signal = this.#stopped.signal;
    for (let attempt = 1; !signal.aborted; attempt++) {
      const began = clock.now();
      try {
        states.set(this.#account, 'connecting');
        await this.#runSession(signal);
      } catch (error) {
        if (signal.aborted) break;
        const failure = toMailError(error);
        if (failure.code === 'internal') log.error('sync.failed', { account: this.#account, error: failure.cause });
        if (clock.now() - began >= limits.soundSessionMs) attempt = 1;
        setFailed(states, this.#account, failure);
        this.#work.failAll(failure);
        this.#reader.failAll(failure);
        await this.#pause(failure, backoffMs(this.#deps.backoff, attempt, random));
        if (this.#wakeUp.signal.aborted) attempt = Math.min(attempt, 2);
      }
    }
    const removed = new MailError('account.removed');
    this.#work.failAll(removed);
    this.#reader.failAll(removed);
  }

  /** Until the wait is over or somebody asks for the account. What a person must mend first is not tried by itself. */
  async #pause(failure: MailError, ms: number): Promise<void> {
    this.#wakeUp = new AbortController();
    const wake = AbortSignal.any([this.#wakeUp.signal, this.#stopped.signal]);
    const waits = failure.retry === 'afterUser' || failure.code === 'auth.refused';
    await sleep(this.#deps.clock, waits ? limits.reconnectBackoff.maxMs : ms, { signal: wake }).catch(() => {}); // Woken early.
  }

  /** All lines until one ends or `stopped` aborts; always leaves with all closed. */
  async #runSession(stopped: AbortSignal): Promise<void> {
    const session = new AbortController();
    this.#session = session;
    const signal = AbortSignal.any([session.signal, stopped]);
    const end = (error: unknown) => session.abort(error);
    const { promise: listed, resolve: onListed } = Promise.withResolvers<void>();
    this.#onListed = onListed;
    this.#replayWanted = true;
    this.#needsPass = true;
    const lines = [
      this.#work.serve({ signal, lazy: false }),
      listed.then(() => this.#serveMore(this.#inbox, { signal, lazy: false })),
      listed.then(() => this.#serveMore(this.#reader, { signal, lazy: true })),
    ].map((line) => line.catch(end));
    signal.addEventListener('abort', () => onListed(), { once: true });
    await Promise.all(lines);
    if (session.signal.aborted) throw session.signal.reason;
  }

  /** Like `serve`. Where there may be no more connections the line that works does its part, and it is tried again much later. */
  async #serveMore(line: Line, options: { readonly signal: AbortSignal; readonly lazy: boolean }): Promise<void> {
    const { clock, log } = this.#deps;
    while (!options.signal.aborted) {
      try {
        return await line.serve(options);
      } catch (error) {
        if (options.signal.aborted || !isMailError(error, 'auth.tooMany', 'store.tooBusy')) throw error;
        log.info('sync.crowded', { account: this.#account, code: error.code });
      }
      this.#crowded.add(line);
      line.handOver(this.#work);
      await sleep(clock, limits.crowdedRetryMs, { signal: options.signal }).catch(() => {}); // The session ended.
      this.#crowded.delete(line);
      this.#work.interrupt();
    }
  }

  /** Lines that have no connection of their own because the server, or we, allow no more. */
  readonly #crowded = new Set<Line>();

  #lineFor(line: Line): Line {
    return this.#crowded.has(line) ? this.#work : line;
  }

  /** What the line that works watches for another one: what is shown before the INBOX. */
  #sharedWatch(): MailboxId | undefined {
    if (this.#crowded.has(this.#reader) && this.#shownApart() !== undefined) return this.#shownApart();
    return this.#crowded.has(this.#inbox) ? this.#inboxId() : undefined;
  }

  #onListed: () => void = () => {};
  #needsPass = false;
  #passedAt = 0;

  /** What the working connection does between tasks: replay, a pass after connecting, then a poll at intervals. */
  async #keepWorking(connection: ImapConnection, wake: AbortSignal): Promise<void> {
    const { clock } = this.#deps;
    if (this.#needsPass) await this.#pass(connection, { signal: this.#stopped.signal, onProgress: () => {} });
    if (this.#replayWanted) await this.#replayNow(connection);
    const due = new AbortController();
    const timer = clock.after(limits.pollIntervalMs, () => due.abort());
    try {
      const until = AbortSignal.any([wake, due.signal]);
      await this.#watch(connection, this.#sharedWatch(), until);
      await sleep(clock, limits.pollIntervalMs, { signal: until }).catch(() => {}); // Woken early.
    } finally {
      timer.dispose();
    }
    if (wake.aborted) return;
    // Without LIST-STATUS a pass costs a command for each mailbox: in between the line is only kept alive.
    const interval = connection.has('LIST-STATUS') ? limits.pollIntervalMs : limits.slowPollIntervalMs;
    if (clock.now() - this.#passedAt >= interval) this.#needsPass = true;
    else await connection.command('NOOP', []);
    this.#work.interrupt();
  }

  async #replayNow(connection: ImapConnection): Promise<void> {
    this.#replayWanted = false;
    const touched = await replayOperations(connection, this.#account, this.#deps);
    for (const mailbox of touched) this.#changed(mailbox);
    if (touched.size > 0) this.#deps.events.send('mailboxesChanged', { account: this.#account });
  }

  /** LIST, then every mailbox whose counts differ from what is known; the INBOX and what is shown first. */
  async #pass(connection: ImapConnection, { signal, mailbox, onProgress }: PassOptions): Promise<PassResult> {
    const { mailboxes, events, states, clock } = this.#deps;
    if (states.get(this.#account).state !== 'online') states.set(this.#account, 'syncing');
    // STATUS of the mailbox that is selected tells what this connection has seen, not what is (Dovecot 2.3; RFC 9051 §6.3.11).
    const unsure = connection.selected?.path;
    if (await syncListing(connection, this.#account, this.#deps))
      events.send('mailboxesChanged', { account: this.#account });
    mailboxes.setHidesDeleted(this.#account, !connection.has('UIDPLUS'));
    this.#onListed();
    const all = mailboxes
      .all(this.#account)
      .filter(({ selectable, id }) => selectable && (mailbox === undefined || id === mailbox));
    if (mailbox !== undefined && all.length === 0) throw new MailError('mailbox.unknown', { data: { mailbox } });
    let messages = 0;
    const first = new Set([this.#inboxId(), this.#watched]);
    for (const { id, path, server } of [
      ...all.filter(({ id }) => first.has(id)),
      ...all.filter(({ id }) => !first.has(id)),
    ]) {
      if (signal.aborted) throw new MailError('engine.cancelled');
      if (this.#replayWanted) await this.#replayNow(connection);
      const state = mailboxes.find(id);
      if (state && (mailbox !== undefined || path === unsure || needsSync(state))) {
        await this.#syncOne(connection, id, signal, (done, total) => onProgress(done, total, path)).catch((error) =>
          this.#noteFailure(id, error, mailbox !== undefined),
        );
      } else onProgress(server.total, server.total, path);
      messages += this.#deps.messages.countOf(mailboxes.find(id)?.number ?? 0);
    }
    if (mailbox === undefined) {
      this.#needsPass = false;
      this.#passedAt = clock.now();
      states.set(this.#account, 'online', { onlineAt: clock.now() });
    }
    return { mailboxes: all.length, messages };
  }

  /** Brings the mailbox in step, then waits for the server to speak of it, until `wake` aborts. One that can't be opened is left. */
  async #watch(connection: ImapConnection, mailbox: MailboxId | undefined, wake: AbortSignal): Promise<void> {
    if (mailbox === undefined) return;
    try {
      do await this.#syncOne(connection, mailbox, this.#stopped.signal, () => {});
      while (await nextChange(connection, wake));
    } catch (error) {
      this.#noteFailure(mailbox, error, false);
      if (this.#watched === mailbox) this.#watched = undefined;
    }
    if (!connection.isOpen && !wake.aborted) throw new MailError('net.closed', { retry: 'later' });
  }

  #syncOne(
    connection: ImapConnection,
    mailbox: MailboxId,
    signal: AbortSignal,
    onRows: (done: number, total: number) => void,
  ): Promise<MailboxSynced | undefined> {
    // Another line may be listing it, for minutes where it is large.
    const waiting = keepAlive(connection, this.#deps.clock);
    return this.#serial.run(mailbox, async () => {
      waiting.dispose();
      const state = this.#deps.mailboxes.find(mailbox);
      if (!state) return undefined; // Gone from the server's list meanwhile.
      const report = (done: number, total: number) => {
        onRows(done, total);
        this.#changed(mailbox);
      };
      const failedBefore = this.#deps.mailboxFailures.get(mailbox);
      const onArrived: MailboxSyncOptions['onArrived'] = (arrived, uidValidity) => {
        if (state.specialUse === 'inbox') announce(this.#account, state.id, { arrived, uidValidity }, this.#deps);
      };
      const synced = await syncMailbox(connection, state, this.#deps, { signal, onRows: report, onArrived });
      const objectId = connection.selected?.mailboxId;
      if (objectId !== undefined && objectId !== state.objectId)
        this.#deps.mailboxes.setObjectId(state.number, objectId);
      if (failedBefore) this.#deps.mailboxFailures.delete(mailbox);
      if (synced.untold || failedBefore) this.#changed(mailbox);
      if (synced.changed || failedBefore) this.#deps.events.send('mailboxesChanged', { account: this.#account });
      if (!state.listed) meetPeople(state, this.#deps);
      return synced;
    });
  }

  /** A mailbox that can't be listed does not stop the others; who asked for it alone is told. Anything else goes on up. */
  #noteFailure(mailbox: MailboxId, error: unknown, rethrow: boolean): void {
    if (!isMailError(error) || !error.code.startsWith('mailbox.')) throw error;
    this.#deps.mailboxFailures.set(mailbox, error);
    this.#deps.events.send('mailboxesChanged', { account: this.#account });
    if (rethrow) throw error;
  }

  #changed(mailbox: MailboxId): void {
    this.#deps.events.send('messagesChanged', { mailbox });
  }

  #inboxId(): MailboxId | undefined {
    return this.#deps.mailboxes.bySpecialUse(this.#account, 'inbox')?.id;
  }

  /** What is shown, unless the other line watches it already. */
  #shownApart(): MailboxId | undefined {
    return this.#watched === this.#inboxId() ? undefined : this.#watched;
  }
}

/** True once the selected mailbox changed; false when the wait is over. */
async function nextChange(connection: ImapConnection, wake: AbortSignal): Promise<boolean> {
  while (!wake.aborted && connection.isOpen) {
    if (await waitForChange(connection, { signal: wake })) return true;
  }
  return false;
}
