import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { MachineAddresses } from '../mail/net/machineAddresses.ts';
import { followServer, type ServerPorts } from './accounts/followServer.ts';
import { SecretBroker } from './accounts/secrets.ts';
import { AccountStates } from './accounts/states.ts';
import { Clients } from './clients.ts';
import { withIdentities } from './compose/sender.ts';
import type { EngineContext } from './context.ts';
import { createServerDrafts } from './drafts/createServerDrafts.ts';
import { EngineEvents } from './events.ts';
import { createGuard } from './guard/createGuard.ts';
import { LocalServer } from './localServer.ts';
import { createOutbox } from './outbox/createOutbox.ts';
import { DeliveryReports } from './outbox/deliveryReports.ts';
import { HandSessions } from './outbox/handSessions.ts';
import { Receipts, type ReceiptsDependencies } from './outbox/receipts.ts';
import { replyMarksOver } from './outbox/replyMarks.ts';
import { SentRows } from './outbox/sentRows.ts';
import type { Profile } from './profile.ts';
import { ProtocolLog } from './protocolLog.ts';
import { createRenderer } from './render/createRenderer.ts';
import { RequestTimings } from './requestTimings.ts';
import { createSearch } from './search/createSearch.ts';
import type { EngineService } from './service.ts';
import { createSms } from './sms/createSms.ts';
import { followLocalGateway } from './sms/localGateway.ts';
import { AccountStore } from './store/accounts.ts';
import { ContactStore } from './store/contacts.ts';
import type { Database } from './store/database.ts';
import { DraftStore } from './store/drafts.ts';
import { IdentityStore } from './store/identities.ts';
import { MailboxIdentityStore } from './store/mailboxes.ts';
import { MailingListStore } from './store/mailingLists.ts';
import { openCache, openUser } from './store/open.ts';
import { ReceiptAnswers } from './store/receiptAnswers.ts';
import { ReportCandidates } from './store/reportCandidates.ts';
import { StoryStore } from './store/stories.ts';
import { SubmissionLimits } from './store/submissionLimits.ts';
import { ThreadStore } from './store/threads.ts';
import { createSync, type SyncParts } from './sync/createSync.ts';
import { ThreadLinker } from './threads/linker.ts';

export interface BuildOptions {
  readonly profile: Profile;
  readonly version: string;
  readonly clock: Clock;
  readonly addresses?: MachineAddresses | undefined;
  readonly random: Random;
  readonly log: Logger;
  /** The local server's program. */
  readonly serverProgram: string;
  /** Nobody needs the engine any more. */
  readonly onIdle: () => void;
}

export interface EngineParts {
  readonly context: EngineContext;
  readonly clients: Clients;
  /** What works by itself, in the order that it starts. */
  readonly services: readonly EngineService[];
}

/** Makes every part of the engine and joins them. Opens both databases; nothing works yet. Throws `store.…`. */
export function buildEngine(options: BuildOptions): EngineParts {
  const { profile, version, clock, addresses, random, log, serverProgram, onIdle } = options;
  const events = new EngineEvents((error) => log.error('event.listenerFailed', { error }));
  const user = openUser(profile, log);
  const cache = openCache(profile, log);
  const clients = new Clients({ clock, events, onIdle });
  const people = accountStores({ user, clock, random });
  const accountStates = new AccountStates({ events });
  const secrets = new SecretBroker({ events, ask: (request) => clients.askSecret(request) });
  const protocolLog = new ProtocolLog({ clock, events });
  accountStates.signals.on(({ kind, account }) => kind === 'removed' && protocolLog.forget(account));
  const own = { version, profile, user, ...people, accountStates, secrets, events, clock, random, log, protocolLog };
  const outbox = createOutbox({
    ...own,
    marks: replyMarksOver(() => mail),
    sharedConnection: (account, task, options) => mail.sync.get(account).change(task, options),
    localSent: (account) => mail.localSent(account),
  });
  const sms = createSms({ ...own, clients });
  const contacts = new ContactStore({ user });
  const mailboxIdentities = new MailboxIdentityStore({ user, clock, random });
  const search = createSearch({ cache, clock, log, events });
  const mail: SyncParts = createSync({ ...own, ...search, addresses, cache, contacts, mailboxIdentities });
  const onListening = (before: ServerPorts, now: ServerPorts & { readonly sms: number }) => {
    followServer(own, before, now);
    followLocalGateway(sms.smsGateways, now.sms);
  };
  const threads = new ThreadStore({ cache });
  const localServer = new LocalServer({ profile, program: serverProgram, clock, events, log, onListening });
  clients.onSecretsAtHand(() => {
    outbox.wakeAll();
    mail.sync.askAgain();
  });
  const drafts = new DraftStore({ user, clock });
  const secretGuard = createGuard(own);
  const serverDrafts = createServerDrafts({ ...own, ...mail, drafts, secretGuard });
  const { reports, ...story } = storyParts({ ...own, ...mail, cache, outbox });
  const context: EngineContext = {
    ...own,
    ...mail,
    ...search,
    ...sms,
    ...story,
    ...{ cache, drafts, serverDrafts, contacts, mailboxIdentities, threads, secretGuard, outbox, localServer, clients },
    startedAt: clock.now(),
    renderer: createRenderer({ clock, log, random, temporaryFolder: profile.temporaryFolder }),
    submissionLimits: new SubmissionLimits(user),
    handSessions: new HandSessions(own),
    timings: new RequestTimings({ clock }),
  };
  const linker = new ThreadLinker({ threads, events, clock, log });
  return {
    context,
    clients,
    services: [
      mail.sync,
      outbox,
      sms.smsOutbox,
      localServer,
      search.searchIndexer,
      linker,
      mail.textFetcher,
      serverDrafts,
      reports,
      story.sentRows,
      context.handSessions,
    ],
  };
}

function accountStores(parts: { readonly user: Database; readonly clock: Clock; readonly random: Random }) {
  const accounts = new AccountStore(parts);
  return { accounts, identities: new IdentityStore({ ...parts, accounts }), mailingLists: new MailingListStore(parts) };
}

/** What becomes of sent mail, and what senders wish to hear of theirs. */
function storyParts(parts: StoryNeeds) {
  const { user, cache, accounts, identities, messageSources } = parts;
  const stories = new StoryStore(user);
  const people = () => withIdentities(accounts.all(), identities.all());
  return {
    stories,
    sentRows: new SentRows({ ...parts, stories }),
    reports: new DeliveryReports({
      ...{ ...parts, store: stories, candidates: new ReportCandidates(cache) },
      sourceOf: (id, options) => messageSources.source(id, options),
    }),
    receipts: new Receipts({ ...parts, answers: new ReceiptAnswers(user), people }),
  };
}

interface StoryNeeds
  extends Omit<ReceiptsDependencies, 'answers' | 'people' | 'mailboxes'>,
    Pick<SyncParts, 'mailboxes' | 'messageSources'> {
  readonly user: Database;
  readonly cache: Database;
  readonly log: Logger;
  readonly events: EngineEvents;
  readonly accounts: AccountStore;
  readonly identities: IdentityStore;
}
