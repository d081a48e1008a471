import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import { Emitter } from '../base/events.ts';
import type { Logger } from '../base/log.ts';
import type { EngineConnection } from '../host/engineConnection.ts';
import { accountList } from '../protocol/methods/accountList.ts';
import { mailboxList } from '../protocol/methods/mailboxList.ts';
import type { AccountId, AccountRecord, MailboxId, MailboxRecord, SpecialUse } from '../protocol/records.ts';
import { coalesce, treeRefreshEveryMs } from './coalesce.ts';

/** Accounts and mailboxes as the engine last told them. */
export interface MailSnapshot {
  readonly accounts: readonly AccountRecord[];
  readonly mailboxes: readonly MailboxRecord[];
}

export interface MailStateOptions {
  readonly engine: Pick<EngineConnection, 'call' | 'on' | 'onConnected' | 'onStateChanged'>;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Accounts and mailboxes for all views of the window: asked for once, asked again when the engine says that they
 * changed. Before the first answer there is no snapshot, so that nobody mistakes "not known" for "none".
 */
export class MailState implements Disposable {
  readonly #options: MailStateOptions;
  readonly #changed = new Emitter<void>();
  readonly #resources = new DisposableList();
  #snapshot: MailSnapshot | undefined;
  #loading: Promise<MailSnapshot> | undefined;
  #stale = false;

  constructor(options: MailStateOptions) {
    this.#options = options;
    const refresh = this.#resources.add(coalesce(options.clock, treeRefreshEveryMs, () => this.#refresh()));
    const { engine } = options;
    this.#resources.add(engine.on('accountsChanged', refresh.call));
    this.#resources.add(engine.on('mailboxesChanged', refresh.call));
    this.#resources.add(engine.on('resync', refresh.call));
    this.#resources.add(engine.onConnected(refresh.call));
    this.#resources.add(engine.onStateChanged(() => this.#changed.emit()));
  }

  /** Undefined until the engine has answered once. */
  get snapshot(): MailSnapshot | undefined {
    return this.#snapshot;
  }

  /** Runs when the snapshot or the state of the engine changed. */
  onChanged(listener: () => void): Disposable {
    return this.#changed.on(listener);
  }

  /** The snapshot, waiting for the first. Starts the engine. Throws why it cannot be had. */
  load(): Promise<MailSnapshot> {
    return this.#snapshot ? Promise.resolve(this.#snapshot) : this.#ask();
  }

  account(id: AccountId): AccountRecord | undefined {
    return this.#snapshot?.accounts.find((account) => account.id === id);
  }

  mailbox(id: MailboxId): MailboxRecord | undefined {
    return this.#snapshot?.mailboxes.find((mailbox) => mailbox.id === id);
  }

  special(account: AccountId, use: SpecialUse): MailboxRecord | undefined {
    return this.#snapshot?.mailboxes.find((mailbox) => mailbox.account === account && mailbox.specialUse === use);
  }

  /** Unread messages in all inboxes: what the badge counts. */
  get unreadInInboxes(): number {
    const inboxes = this.#snapshot?.mailboxes.filter(({ specialUse }) => specialUse === 'inbox') ?? [];
    return inboxes.reduce((sum, { unread }) => sum + unread, 0);
  }

  dispose(): void {
    this.#resources.dispose();
    this.#changed.dispose();
  }

  #refresh(): void {
    if (this.#loading) this.#stale = true;
    else this.#ask().catch((error) => this.#options.log.info('mail.refreshFailed', { error }));
  }

  #ask(): Promise<MailSnapshot> {
    this.#loading ??= this.#query().finally(() => {
      this.#loading = undefined;
      if (!this.#stale || this.#resources.disposed) return;
      this.#stale = false;
      this.#refresh();
    });
    return this.#loading;
  }

  async #query(): Promise<MailSnapshot> {
    const { engine } = this.#options;
    const [{ accounts }, { mailboxes }] = await Promise.all([
      engine.call(accountList, {}),
      engine.call(mailboxList, {}),
    ]);
    this.#snapshot = { accounts, mailboxes };
    this.#changed.emit();
    return this.#snapshot;
  }
}
