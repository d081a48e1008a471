/** Keeps every account with a server to get mail from in step, for as long as the engine lives. */
import type { Disposable } from '../../base/dispose.ts';
import { DisposableList } from '../../base/dispose.ts';
import { MailError } from '../../base/errors.ts';
import type { MachineAddresses } from '../../mail/net/machineAddresses.ts';
import type { AccountId } from '../../protocol/records.ts';
import type { AccountSignal } from '../accounts/states.ts';
import { PopSync, type PopSyncDeps } from '../pop3/popSync.ts';
import type { EngineService } from '../service.ts';
import { AccountSync } from './accountSync.ts';
import { wakeCheckMs } from './limits.ts';
import type { SyncedAccount } from './syncedAccount.ts';

export interface SyncServiceDeps extends PopSyncDeps {
  /** Undefined: a change of the network is not looked for. */
  readonly addresses?: MachineAddresses | undefined;
  /** Tells of secrets that a client handed over. */
  readonly onSecret: (listener: (request: { readonly account: AccountId }) => void) => Disposable;
}

export class SyncService implements EngineService {
  readonly #deps: SyncServiceDeps;
  readonly #syncs = new Map<AccountId, SyncedAccount>();
  readonly #disposables = new DisposableList();
  /** Accounts on their way out: their connections still close. */
  readonly #leaving = new Set<Promise<void>>();

  constructor(deps: SyncServiceDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#disposables.add(this.#deps.states.signals.on((signal) => this.#onSignal(signal)));
    this.#disposables.add(this.#deps.onSecret(({ account }) => this.#syncs.get(account)?.connectNow()));
    this.#forgetStrangers();
    this.#watchMachine();
    for (const { id } of this.#deps.accounts.all()) this.#begin(id);
  }

  async stop(): Promise<void> {
    this.#disposables.dispose();
    await Promise.all([...[...this.#syncs.values()].map((sync) => sync.stop()), ...this.#leaving]);
    this.#syncs.clear();
    this.#deps.mail.close();
  }

  /** A client came that may know secrets: accounts that wait for one ask again. */
  askAgain(): void {
    for (const [account, sync] of this.#syncs) {
      if (this.#deps.states.get(account).failure?.code === 'auth.secretMissing') sync.connectNow();
    }
  }

  /** Throws `account.unknown`. */
  get(account: AccountId): SyncedAccount {
    const sync = this.#syncs.get(account);
    if (!sync) throw new MailError('account.unknown', { data: { account } });
    return sync;
  }

  find(account: AccountId): SyncedAccount | undefined {
    return this.#syncs.get(account);
  }

  all(): readonly SyncedAccount[] {
    return [...this.#syncs.values()];
  }

  /**
   * After sleep the lines are dead but do not know it: a timer that comes far too late tells. In another network they may
   * be dead or not: other addresses tell that it is time to ask.
   */
  #watchMachine(before = this.#deps.addresses?.()): void {
    const { clock, log, addresses } = this.#deps;
    const began = clock.now();
    const timer = clock.after(wakeCheckMs, () => {
      this.#disposables.remove(timer);
      const now = addresses?.();
      if (clock.now() - began > wakeCheckMs * 3) {
        log.info('sync.woke', { sleptMs: clock.now() - began });
        for (const sync of this.#syncs.values()) sync.restart();
      } else if (now !== before) {
        log.info('sync.networkChanged');
        for (const sync of this.#syncs.values()) sync.networkChanged();
      }
      this.#watchMachine(now);
    });
    this.#disposables.add(timer);
  }

  #begin(account: AccountId): void {
    const config = this.#deps.accounts.find(account)?.config;
    if (!config?.imap && !config?.pop3) return;
    const sync = config.imap ? new AccountSync(account, this.#deps) : new PopSync(account, this.#deps);
    this.#syncs.set(account, sync);
    sync.start();
  }

  #onSignal({ kind, account }: AccountSignal): void {
    const sync = this.#syncs.get(account);
    if (kind === 'removed') this.#end(account);
    else if (kind === 'connect') sync?.connectNow();
    else if (!sync) this.#begin(account);
    else sync.restart();
  }

  /** The account is gone from user.db: its cache goes at once; connections that still close find nothing to write to. */
  #end(account: AccountId): void {
    const sync = this.#syncs.get(account);
    this.#syncs.delete(account);
    this.#deps.operations.reload();
    this.#deps.mailboxes.forgetAccount(account);
    if (!sync) return;
    const leaving: Promise<void> = sync.stop().finally(() => {
      this.#deps.mailboxes.forgetAccount(account); // A listing that was under way may have come in between.
      // Only here, on a person's word: mail whose account is not found for another reason stays on the disk.
      if (sync.isLocal) this.#deps.mail.forgetAccount(account);
      this.#leaving.delete(leaving);
    });
    this.#leaving.add(leaving);
  }

  /** cache.db may hold accounts that user.db no longer has, after a crash while one was removed. */
  #forgetStrangers(): void {
    const known = new Set(this.#deps.accounts.all().map(({ id }) => id));
    const cached = new Set(this.#deps.mailboxes.all().map(({ account }) => account));
    for (const account of cached) if (!known.has(account)) this.#deps.mailboxes.forgetAccount(account);
  }
}
