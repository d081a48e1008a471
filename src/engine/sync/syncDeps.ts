import type { BackoffPolicy } from '../../base/backoff.ts';
import type { Clock } from '../../base/clock.ts';
import type { MailError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import type { Random } from '../../base/random.ts';
import type { MailboxId } from '../../protocol/records.ts';
import type { AccountStates } from '../accounts/states.ts';
import type { EngineEvents } from '../events.ts';
import type { ContactStore } from '../store/contacts.ts';
import type { MailboxIdentityStore } from '../store/mailboxes.ts';
import type { MailboxStateStore } from '../store/mailboxState.ts';
import type { MessageLists } from '../store/messageLists.ts';
import type { MessageStore } from '../store/messages.ts';
import type { OperationStore } from '../store/operations.ts';
import type { ProvisionalStore } from '../store/provisional.ts';
import type { AppendFiles } from './appendFiles.ts';
import type { Connector } from './connector.ts';

/** What keeping an account in step works with. */
export interface SyncDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly events: EngineEvents;
  readonly states: AccountStates;
  readonly connector: Connector;
  readonly identities: MailboxIdentityStore;
  readonly mailboxes: MailboxStateStore;
  readonly messages: MessageStore;
  readonly lists: MessageLists;
  readonly operations: OperationStore;
  readonly provisional: ProvisionalStore;
  readonly appends: AppendFiles;
  readonly contacts: ContactStore;
  /** Why a mailbox could not be listed, as long as it can't. */
  readonly mailboxFailures: Map<MailboxId, MailError>;
  readonly backoff: BackoffPolicy;
  /** Hears how each operation ended. */
  readonly onSettled: (operation: { readonly id: number }, error: Error | undefined) => void;
}
