/** An account that is kept in step, whatever its server speaks. */
import type { ImapConnection } from '../../mail/imap/connection.ts';
import type { MailboxId } from '../../protocol/records.ts';

export interface PassOptions {
  readonly signal: AbortSignal;
  readonly mailbox?: MailboxId | undefined;
  readonly onProgress: (done: number, total: number, path: string) => void;
}

export interface PassResult {
  readonly mailboxes: number;
  readonly messages: number;
}

export interface SyncedAccount {
  /** Its mailboxes are kept here, because its server has none: then there is no connection to {@link read} and {@link change} by. */
  readonly isLocal: boolean;
  /** Something waits for its server, or will soon. */
  readonly isBusy: boolean;
  start(): void;
  /** Closes all connections. Resolves when nothing of this account runs any more. */
  stop(): Promise<void>;
  /** Connects now, without waiting for the back-off. */
  connectNow(): void;
  /** The machine has other addresses. */
  networkChanged(): void;
  /** Closes what stands and begins again: the account's settings changed. */
  restart(): void;
  /** The mailbox that a client shows, kept current beside the INBOX. */
  watch(mailbox: MailboxId | undefined): void;
  /** What the person did waits to be done. */
  replay(): void;
  /** Brings one mailbox or all in step and returns when that is done. Throws what keeps the account from its server. */
  sync(options: PassOptions): Promise<PassResult>;
  /** Runs a task on the connection for reading. Throws `account.offline` and what keeps the account from its server. */
  read<T>(task: (connection: ImapConnection) => Promise<T>, options: { signal?: AbortSignal | undefined }): Promise<T>;
  /** Runs a change that goes past the journal, because a person waits for it, on the connection that works. Throws as `read`. */
  change<T>(task: (connection: ImapConnection) => Promise<T>, options: { signal: AbortSignal }): Promise<T>;
}
