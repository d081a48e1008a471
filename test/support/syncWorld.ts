/** The engine's mail parts in this process, on a profile of its own: stores, journal, connections; no clients. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { createLogger, silentLogger } from '../../src/base/log.ts';
import { systemRandom } from '../../src/base/random.ts';
import { SecretBroker } from '../../src/engine/accounts/secrets.ts';
import { AccountStates } from '../../src/engine/accounts/states.ts';
import type { EngineContext } from '../../src/engine/context.ts';
import { type EngineEvent, EngineEvents } from '../../src/engine/events.ts';
import { ensureFolder } from '../../src/engine/files.ts';
import type { Handler } from '../../src/engine/handler.ts';
import { handlers } from '../../src/engine/methods/index.ts';
import { SentRows } from '../../src/engine/outbox/sentRows.ts';
import { profileAt } from '../../src/engine/profile.ts';
import { createSearch } from '../../src/engine/search/createSearch.ts';
import { AccountStore } from '../../src/engine/store/accounts.ts';
import { ContactStore } from '../../src/engine/store/contacts.ts';
import { MailboxIdentityStore } from '../../src/engine/store/mailboxes.ts';
import { openCache, openUser } from '../../src/engine/store/open.ts';
import { StoryStore } from '../../src/engine/store/stories.ts';
import { ThreadStore } from '../../src/engine/store/threads.ts';
import { createSync } from '../../src/engine/sync/createSync.ts';
import { ThreadLinker } from '../../src/engine/threads/linker.ts';
import type { WireTap } from '../../src/mail/net/wireTap.ts';
import type { Method } from '../../src/protocol/method.ts';
import { mailboxList } from '../../src/protocol/methods/mailboxList.ts';
import { messageList } from '../../src/protocol/methods/messageList.ts';
import type { AccountConfig, AccountId, MailboxRecord, MessageRow } from '../../src/protocol/records.ts';
import type { Dovecot } from '../live/servers/dovecot.ts';
import { inThread } from './searchWorld.ts';
import { tempFolder } from './tempFolder.ts';
import { waitFor } from './waitFor.ts';

export interface SyncWorldOptions {
  /** The profile folder; one of its own unless given, which then stays. */
  readonly folder?: string;
  readonly password?: string;
  /** Default the machine's. */
  readonly clock?: Clock;
  /** Hears what is said with servers. */
  readonly tap?: WireTap;
}

export interface SyncWorld extends AsyncDisposable {
  readonly folder: string;
  readonly context: EngineContext;
  readonly events: readonly EngineEvent[];
  /** Runs a request as a client's would be. */
  call<P, R>(method: Method<P, R>, params: P): Promise<R>;
  addAccount(config: AccountConfig): AccountId;
  mailbox(path: string): Promise<MailboxRecord>;
  /** All rows of a mailbox by pages. */
  rows(path: string): Promise<readonly MessageRow[]>;
  online(account: AccountId): Promise<void>;
  /** How many events of a name have been sent so far. */
  count(name: EngineEvent['name']): number;
}

/** Starts at once; connections begin with the first account. */
export async function syncWorld(options: SyncWorldOptions = {}): Promise<SyncWorld> {
  await using resources = new AsyncDisposableStack();
  const folder = options.folder ?? resources.use(await tempFolder('sw')).path;
  await ensureFolder(folder);
  const profile = profileAt(folder);
  await ensureFolder(profile.temporaryFolder);
  const [clock, random] = [options.clock ?? systemClock, systemRandom];
  const { tap } = options;
  const log = process.env['MAILROOM_TEST_LOG']
    ? createLogger((_, line) => process.stderr.write(`${line}\n`), clock.now)
    : silentLogger;
  const events = new EngineEvents((error) => process.stderr.write(`listener failed: ${String(error)}\n`));
  const seen: EngineEvent[] = [];
  events.on((event) => seen.push(event));
  const user = openUser(profile, log);
  const cache = openCache(profile, log);
  const accounts = new AccountStore({ user, clock, random });
  const accountStates = new AccountStates({ events });
  const secrets = new SecretBroker({ events, ask: () => Promise.resolve(options.password ?? 'secret') });
  const contacts = new ContactStore({ user });
  const mailboxIdentities = new MailboxIdentityStore({ user, clock, random });
  const own = {
    version: '0.0.0',
    profile,
    clock,
    random,
    log,
    events,
    user,
    cache,
    accounts,
    accountStates,
    secrets,
    contacts,
    mailboxIdentities,
  };
  const search = createSearch({ ...{ cache, clock, log, events }, pool: inThread });
  const parts = createSync({ ...own, ...search, ...(tap && { protocolLog: { tap: () => tap } }) });
  const threads = new ThreadStore({ cache });
  const linker = new ThreadLinker({ threads, events, clock, log });
  // Parts that these tests never reach are left out; a handler that needs one fails its test.
  const serverDrafts = { configure() {} };
  const receipts = { wish: () => undefined };
  const sentRows = new SentRows({ stories: new StoryStore(user), mailboxes: parts.mailboxes, events });
  const made = { ...own, ...parts, ...search, threads, serverDrafts, sentRows, receipts, startedAt: clock.now() };
  const context = made as unknown as EngineContext;
  resources.defer(async () => {
    await parts.textFetcher.stop();
    await parts.sync.stop();
    await search.searchIndexer.stop();
    await linker.stop();
    await sleep(1);
    user.close();
    cache.close();
  });
  parts.sync.start();
  search.searchIndexer.start();
  linker.start();
  const stack = resources.move();
  const call = async <P, R>(method: Method<P, R>, params: P): Promise<R> => {
    const handler = handlers.find((one): one is Handler => one.method.name === method.name);
    if (!handler) throw new Error(`no handler for ${method.name}`);
    const answer = await handler.run(context, params, { signal: new AbortController().signal, progress: () => {} });
    return method.result.parse(answer);
  };
  const mailbox = async (path: string) => {
    const { mailboxes } = await call(mailboxList, {});
    const found = mailboxes.find((one) => one.path === path);
    if (!found) throw new Error(`no mailbox ${path} among ${mailboxes.map((one) => one.path).join(', ')}`);
    return found;
  };
  return {
    folder,
    context,
    events: seen,
    call,
    mailbox,
    addAccount(config) {
      const id = accounts.add(config);
      accountStates.signal('added', id);
      return id;
    },
    async rows(path) {
      const { id } = await mailbox(path);
      const rows: MessageRow[] = [];
      for (let before: string | undefined; ; ) {
        const page = await call(messageList, { mailbox: id, limit: 500, ...(before === undefined ? {} : { before }) });
        rows.push(...page.rows);
        if (page.next === null) return rows;
        before = page.next;
      }
    },
    online: async (account) => {
      await waitFor(() => accountStates.get(account).state === 'online', { what: 'the account to be online' });
    },
    count: (name) => seen.filter((event) => event.name === name).length,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** The account of a Dovecot's user over TLS. */
export function dovecotAccount(
  dovecot: Dovecot,
  address: string,
  more: Partial<AccountConfig> & { readonly port?: number } = {},
): AccountConfig {
  const { port = dovecot.imapsPort, ...rest } = more;
  return {
    address,
    name: 'Test Person',
    auth: 'password',
    imap: { host: 'localhost', port, security: 'tls' },
    ca: dovecot.ca,
    ...rest,
  };
}
