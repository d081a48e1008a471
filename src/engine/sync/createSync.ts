/** Builds what keeps mail in step: stores, journal, connections, sources of messages. */
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { MailError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import type { Random } from '../../base/random.ts';
import type { MachineAddresses } from '../../mail/net/machineAddresses.ts';
import type { AccountId, MailboxId } from '../../protocol/records.ts';
import type { SecretBroker } from '../accounts/secrets.ts';
import type { AccountStates } from '../accounts/states.ts';
import type { EngineEvents } from '../events.ts';
import type { SentMailbox } from '../outbox/sentMailbox.ts';
import { localSent } from '../pop3/localSent.ts';
import { AccountPopConnector } from '../pop3/popConnector.ts';
import type { Profile } from '../profile.ts';
import type { ProtocolLog } from '../protocolLog.ts';
import type { SearchIndexer } from '../search/indexer.ts';
import type { AccountStore } from '../store/accounts.ts';
import { BodyStore } from '../store/bodies.ts';
import type { ContactStore } from '../store/contacts.ts';
import type { Database } from '../store/database.ts';
import { FetchedMailStore } from '../store/fetchedMail.ts';
import { LocalMailStore } from '../store/localMail.ts';
import type { MailboxIdentityStore } from '../store/mailboxes.ts';
import { MailboxStateStore } from '../store/mailboxState.ts';
import { MessageLists } from '../store/messageLists.ts';
import { MessageStore } from '../store/messages.ts';
import { openMail } from '../store/open.ts';
import { OperationStore } from '../store/operations.ts';
import { ProvisionalStore } from '../store/provisional.ts';
import { stretchOf } from '../store/sortDate.ts';
import { WantedTexts } from '../store/wantedTexts.ts';
import { Actions } from './actions.ts';
import { AppendFiles } from './appendFiles.ts';
import { AccountConnector } from './connector.ts';
import { reconnectBackoff } from './limits.ts';
import { MessageSources } from './messageSources.ts';
import { SyncService } from './syncService.ts';
import { TextFetcher } from './textFetcher.ts';

export interface CreateSyncDeps {
  readonly version: string;
  readonly profile: Profile;
  readonly clock: Clock;
  /** By which addresses the machine is reached; undefined: nobody looks. */
  readonly addresses?: MachineAddresses | undefined;
  readonly random: Random;
  readonly log: Logger;
  readonly events: EngineEvents;
  readonly user: Database;
  readonly cache: Database;
  readonly accounts: AccountStore;
  readonly accountStates: AccountStates;
  readonly secrets: SecretBroker;
  readonly contacts: ContactStore;
  readonly mailboxIdentities: MailboxIdentityStore;
  /** Hears what is said with servers. */
  readonly protocolLog?: Pick<ProtocolLog, 'tap'> | undefined;
  /** Indexes what is listed and fetched. */
  readonly searchIndexer: Pick<SearchIndexer, 'listed' | 'changed' | 'progress'>;
}

/** What request handlers use of it. */
export interface SyncParts {
  readonly mailboxes: MailboxStateStore;
  readonly messages: MessageStore;
  readonly messageLists: MessageLists;
  readonly operations: OperationStore;
  readonly actions: Actions;
  readonly messageSources: MessageSources;
  /** Works once it is started. */
  readonly textFetcher: TextFetcher;
  readonly appends: AppendFiles;
  readonly provisional: ProvisionalStore;
  readonly sync: SyncService;
  /** Mail that is kept here because its server has no mailboxes. */
  readonly localMail: LocalMailStore;
  /** Sent of an account whose mailboxes are kept here; undefined for others. */
  readonly localSent: (account: AccountId) => SentMailbox | undefined;
  readonly mailboxFailures: ReadonlyMap<MailboxId, MailError>;
}

/** What waits in the journal is shown when this returns; connections begin with `sync.start()`. */
export function createSync(deps: CreateSyncDeps): SyncParts {
  const { user, cache, clock, random, log, events, profile } = deps;
  const mailboxes = new MailboxStateStore({ cache });
  const operations = new OperationStore({ user, clock });
  const messages = new MessageStore({
    ...{ cache, mailboxes, overlay: operations },
    onListed: (rows) => deps.searchIndexer.listed(...stretchOf(rows)),
  });
  const messageLists = new MessageLists({ cache });
  const provisional = new ProvisionalStore({ cache, mailboxes, messages });
  const appends = new AppendFiles({ folder: join(profile.folder, 'appends'), random });
  const localMail = new LocalMailStore({ clock, open: () => openMail(profile) });
  const bodies = new BodyStore({ cache, clock, onChanged: () => deps.searchIndexer.changed() });
  const mailboxFailures = new Map<MailboxId, MailError>();
  const actions: Actions = new Actions({
    ...{ operations, messages, mailboxes, provisional, appends, events, random },
    replay: (account) => sync.find(account)?.replay(),
    connect: (account) => sync.find(account)?.connectNow(),
    failureOf: (account) => deps.accountStates.get(account).failure,
  });
  const sync: SyncService = new SyncService({
    ...{ clock, random, log, events, mailboxes, messages, operations, provisional, appends, mailboxFailures },
    accounts: deps.accounts,
    states: deps.accountStates,
    addresses: deps.addresses,
    connector: new AccountConnector(deps),
    popConnector: new AccountPopConnector(deps),
    mail: localMail,
    fetched: new FetchedMailStore({ mail: localMail }),
    bodies,
    identities: deps.mailboxIdentities,
    lists: messageLists,
    contacts: deps.contacts,
    backoff: reconnectBackoff,
    onSettled: (operation, error) => actions.settled(operation, error),
    onSecret: (listener) => deps.secrets.onProvided(listener),
  });
  const messageSources = new MessageSources({
    ...{ operations, random, sync, localMail },
    lists: messageLists,
    bodies,
    folder: join(profile.folder, 'bodies'),
  });
  const textFetcher = new TextFetcher({
    ...{ clock, log, events, mailboxes, bodies, sync },
    states: deps.accountStates,
    wanted: new WantedTexts({ cache }),
    isBusy: () => deps.searchIndexer.progress !== null,
  });
  actions.showMissed();
  void appends
    .sweep(new Set(operations.waiting().map(({ path }) => path)))
    .catch((error) => log.warn('appends.sweepFailed', { error }));
  void messageSources.sweep().catch((error) => log.warn('bodies.sweepFailed', { error }));
  return {
    mailboxes,
    messages,
    messageLists,
    operations,
    actions,
    messageSources,
    textFetcher,
    appends,
    provisional,
    sync,
    localMail,
    localSent: (account) => localSentOf(sync, localMail, account),
    mailboxFailures,
  };
}

function localSentOf(sync: SyncService, mail: LocalMailStore, account: AccountId): SentMailbox | undefined {
  const own = sync.find(account);
  return own?.isLocal ? localSent(account, { mail, refresh: async () => own.replay() }) : undefined;
}
