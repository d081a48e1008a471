import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { SecretBroker } from './accounts/secrets.ts';
import type { AccountStates } from './accounts/states.ts';
import type { ServerDrafts } from './drafts/serverDrafts.ts';
import type { EngineEvents } from './events.ts';
import type { SecretGuard } from './guard/secretGuard.ts';
import type { LocalServer } from './localServer.ts';
import type { HandSessions } from './outbox/handSessions.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { Receipts } from './outbox/receipts.ts';
import type { SentRows } from './outbox/sentRows.ts';
import type { Profile } from './profile.ts';
import type { ProtocolLog } from './protocolLog.ts';
import type { MessageRenderer } from './render/messageRenderer.ts';
import type { RequestTimings } from './requestTimings.ts';
import type { SearchParts } from './search/createSearch.ts';
import type { SmsParts } from './sms/createSms.ts';
import type { AccountStore } from './store/accounts.ts';
import type { ContactStore } from './store/contacts.ts';
import type { Database } from './store/database.ts';
import type { DraftStore } from './store/drafts.ts';
import type { IdentityStore } from './store/identities.ts';
import type { MailboxIdentityStore } from './store/mailboxes.ts';
import type { MailingListStore } from './store/mailingLists.ts';
import type { StoryStore } from './store/stories.ts';
import type { SubmissionLimits } from './store/submissionLimits.ts';
import type { ThreadStore } from './store/threads.ts';
import type { SyncParts } from './sync/createSync.ts';

/** Everything that request handlers work with. Built once, in `build.ts`. */
export interface EngineContext extends SyncParts, SearchParts, SmsParts {
  readonly version: string;
  readonly startedAt: number;
  readonly profile: Profile;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly events: EngineEvents;
  readonly user: Database;
  readonly cache: Database;
  readonly accounts: AccountStore;
  readonly identities: IdentityStore;
  readonly mailingLists: MailingListStore;
  /** Live states, and the signals that sync and the outbox heed. */
  readonly accountStates: AccountStates;
  readonly secrets: SecretBroker;
  readonly drafts: DraftStore;
  readonly serverDrafts: ServerDrafts;
  readonly contacts: ContactStore;
  readonly mailboxIdentities: MailboxIdentityStore;
  readonly threads: ThreadStore;
  readonly renderer: MessageRenderer;
  readonly secretGuard: SecretGuard;
  readonly submissionLimits: Pick<SubmissionLimits, 'find'>;
  readonly outbox: Outbox;
  readonly stories: StoryStore;
  readonly sentRows: SentRows;
  readonly receipts: Receipts;
  readonly handSessions: HandSessions;
  readonly localServer: LocalServer;
  readonly protocolLog: ProtocolLog;
  readonly timings: RequestTimings;
  readonly clients: ClientDirectory;
}

/** What handlers may know of the clients. */
export interface ClientDirectory {
  readonly count: number;
  /** Asks the engine to leave once what has begun is finished. */
  leave(): void;
}
