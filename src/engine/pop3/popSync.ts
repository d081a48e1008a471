/**
 * An account whose server only hands out mail (POP3): what is there is fetched at intervals into mailboxes that are kept
 * here, and all that a person does to it is done here, whether the server can be reached or not.
 */
import { backoffMs } from '../../base/backoff.ts';
import { sleep } from '../../base/clock.ts';
import { isMailError, MailError, toMailError } from '../../base/errors.ts';
import type { AccountId, MailboxId } from '../../protocol/records.ts';
import { setFailed } from '../accounts/setFailed.ts';
import type { AccountStore } from '../store/accounts.ts';
import type { FetchedMailStore } from '../store/fetchedMail.ts';
import type { NewMessage } from '../store/messages.ts';
import { announce, meetPeople } from '../sync/announce.ts';
import { reconnectBackoff } from '../sync/limits.ts';
import { replayBy } from '../sync/replay.ts';
import { SerialByKey } from '../sync/serialByKey.ts';
import type { PassOptions, PassResult, SyncedAccount } from '../sync/syncedAccount.ts';
import { fetchMail } from './fetchMail.ts';
import * as limits from './limits.ts';
import { fillLocally, type LocalListingDeps, listLocally } from './localListing.ts';
import { appliedName, performLocally } from './performLocally.ts';
import type { PopConnector } from './popConnector.ts';
import { removalRuleOf } from './removalRule.ts';

export interface PopSyncDeps extends LocalListingDeps {
  readonly accounts: AccountStore;
  readonly fetched: FetchedMailStore;
  readonly popConnector: PopConnector;
}

export class PopSync implements SyncedAccount {
  readonly isLocal = true;
  readonly #account: AccountId;
  readonly #deps: PopSyncDeps;
  readonly #stopped = new AbortController();
  readonly #serial = new SerialByKey();
  #session = new AbortController();
  #wakeUp = new AbortController();
  #running = 0;
  #finished: Promise<void> = Promise.resolve();

  constructor(account: AccountId, deps: PopSyncDeps) {
    this.#account = account;
    this.#deps = deps;
  }

  get isBusy(): boolean {
    return this.#running > 0;
  }

  start(): void {
    try {
      listLocally(this.#account, this.#deps);
    } catch (error) {
      this.#localFailed(error); // mail.db is damaged or newer: other accounts go on, and nothing is thrown away.
      return;
    }
    this.replay();
    this.#finished = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#session.abort();
    this.#wakeUp.abort();
    await this.#finished;
    await this.#serial.run('local', async () => {});
    await this.#serial.run('server', async () => {});
  }

  connectNow(): void {
    this.#wakeUp.abort();
  }

  networkChanged(): void {
    this.connectNow();
  }

  restart(): void {
    this.#session.abort();
    this.connectNow();
  }

  /** Every mailbox is here whole: none needs a look of its own. */
  watch(): void {}

  replay(): void {
    void this.#serial
      .run('local', async () => {
        const { mail, operations, events } = this.#deps;
        const performer = {
          perform: (operation: Parameters<typeof performLocally>[1]) => performLocally(mail, operation, this.#deps),
          rematch: async () => {}, // Nothing here is ever numbered anew.
        };
        const touched = await replayBy(performer, this.#account, this.#deps);
        mail.forgetApplied(new Set(operations.waiting().map(appliedName)));
        await this.#fillAll();
        for (const mailbox of touched) events.send('messagesChanged', { mailbox });
        if (touched.size > 0) events.send('mailboxesChanged', { account: this.#account });
      })
      .catch((error) => this.#localFailed(error));
  }

  /** Fetches what is new. `mailbox` only names what is counted: the server has one maildrop. */
  async sync({ signal, mailbox, onProgress }: PassOptions): Promise<PassResult> {
    const { mail, mailboxes } = this.#deps;
    listLocally(this.#account, this.#deps);
    if (mailbox !== undefined && !mailboxes.find(mailbox))
      throw new MailError('mailbox.unknown', { data: { mailbox } });
    await this.#fetch({ signal: AbortSignal.any([signal, this.#stopped.signal]), onProgress });
    const all = mail.mailboxes(this.#account);
    return { mailboxes: mailbox === undefined ? all.length : 1, messages: mail.countOf(this.#account) };
  }

  read(): Promise<never> {
    return Promise.reject(noConnection());
  }

  change(): Promise<never> {
    return Promise.reject(noConnection());
  }

  /** Something was stored here past the journal: shows it. */
  async refresh(): Promise<void> {
    await this.#serial.run('local', () => this.#fillAll());
    this.#deps.events.send('mailboxesChanged', { account: this.#account });
  }

  async #run(): Promise<void> {
    const { clock, random } = this.#deps;
    const { signal } = this.#stopped;
    for (let attempt = 1; !signal.aborted; ) {
      this.#wakeUp = new AbortController();
      const wake = AbortSignal.any([this.#wakeUp.signal, signal]);
      const failure = await this.#fetch({ signal, onProgress: () => {} }).then(
        () => undefined,
        (error: unknown) => toMailError(error),
      );
      const waits = failure?.retry === 'afterUser' || failure?.code === 'auth.refused';
      const ms = !failure || waits ? limits.popPollIntervalMs : backoffMs(reconnectBackoff, attempt, random);
      await sleep(clock, ms, { signal: wake }).catch(() => {}); // Woken early.
      attempt = failure && !this.#wakeUp.signal.aborted ? attempt + 1 : 1;
    }
  }

  /** One session with the server, after the one under way. Throws what keeps the account from it, and notes that. */
  #fetch(options: Pick<PassOptions, 'signal' | 'onProgress'>): Promise<void> {
    this.#running += 1;
    return this.#serial
      .run('server', async () => {
        const { states, clock, fetched, log } = this.#deps;
        try {
          await this.#fetchNow(options);
          fetched.noteFetched(this.#account, clock.now());
          await this.refresh();
          states.set(this.#account, 'online', { onlineAt: clock.now() });
        } catch (error) {
          const failure = toMailError(error);
          if (failure.code === 'internal') log.error('pop3.failed', { account: this.#account, error: failure.cause });
          if (this.#stopped.signal.aborted) throw new MailError('account.removed', { cause: error });
          if (failure.code !== 'engine.cancelled') setFailed(states, this.#account, failure);
          throw failure;
        }
      })
      .finally(() => {
        this.#running -= 1;
      });
  }

  async #fetchNow({ signal, onProgress }: Pick<PassOptions, 'signal' | 'onProgress'>): Promise<void> {
    const { accounts, popConnector, states, fetched, events, log, mailboxes, clock } = this.#deps;
    const account = this.#account;
    this.#session = new AbortController();
    const either = AbortSignal.any([signal, this.#session.signal]);
    if (either.aborted) throw new MailError('engine.cancelled');
    if (states.get(account).state !== 'online') states.set(account, 'connecting');
    const session = await popConnector.open(account, { signal: either });
    if (states.get(account).state !== 'online') states.set(account, 'syncing');
    const inbox = mailboxes.bySpecialUse(account, 'inbox')?.id;
    if (!inbox) throw new MailError('account.removed');
    const isFirst = fetched.fetchedAt(account) === 0;
    await fetchMail(session, {
      ...{ account, inbox, store: fetched, rule: removalRuleOf(accounts.get(account).config), now: () => clock.now() },
      onTaken: async (done, total) => {
        onProgress(done, total, 'INBOX');
        const added = await this.#serial.run('local', () => this.#fillAll());
        events.send('messagesChanged', { mailbox: inbox });
        events.send('mailboxesChanged', { account });
        if (!isFirst) this.#announce(inbox, added.get(inbox) ?? []);
      },
      onLeft: (uniqueId, reason) => log.warn('pop3.left', { account, uniqueId, reason }),
    });
    const state = mailboxes.find(inbox);
    if (isFirst && state) meetPeople(state, this.#deps);
  }

  #announce(mailbox: MailboxId, arrived: readonly NewMessage[]): void {
    const { uidValidity = 0 } = this.#deps.mailboxes.find(mailbox) ?? {};
    announce(this.#account, mailbox, { arrived, uidValidity }, this.#deps);
  }

  /** Shows all that is kept here; gives what is new, by mailbox. */
  async #fillAll(): Promise<ReadonlyMap<MailboxId, readonly NewMessage[]>> {
    const { mail, fetched } = this.#deps;
    listLocally(this.#account, this.#deps);
    const known = fetched.fetchedAt(this.#account) > 0;
    const added = new Map<MailboxId, readonly NewMessage[]>();
    for (const local of mail.mailboxes(this.#account)) {
      const listed = known || local.specialUse !== 'inbox';
      added.set(local.id, await fillLocally(local, this.#deps, { signal: this.#stopped.signal, listed }));
    }
    return added;
  }

  /** A disk that is full, a file that is damaged: nothing is lost, what waits is tried with the next change. */
  #localFailed(error: unknown): void {
    if (this.#stopped.signal.aborted) return;
    const failure = toMailError(error);
    if (!isMailError(error)) this.#deps.log.error('pop3.localFailed', { account: this.#account, error });
    setFailed(this.#deps.states, this.#account, failure);
  }
}

/** Whoever asks knows from `isLocal` that there is none. */
function noConnection(): MailError {
  return new MailError('mailbox.refused', { data: { serverSaid: 'POP3' } });
}
