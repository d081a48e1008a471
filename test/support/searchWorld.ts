/** The cache with mail in it and its full-text index, without an engine around: for tests and benches of search. */
import { join } from 'node:path';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import { EngineEvents } from '../../src/engine/events.ts';
import { addressText, type FindOptions, findHits } from '../../src/engine/search/findHits.ts';
import { type IndexPool, SearchIndexer } from '../../src/engine/search/indexer.ts';
import { parseQuery } from '../../src/engine/search/parseQuery.ts';
import { BodyStore } from '../../src/engine/store/bodies.ts';
import { Database } from '../../src/engine/store/database.ts';
import { type ListedState, MailboxStateStore } from '../../src/engine/store/mailboxState.ts';
import { MessageStore, type NewMessage } from '../../src/engine/store/messages.ts';
import { cacheMigrations } from '../../src/engine/store/schema/cache.ts';
import { SearchHits } from '../../src/engine/store/searchHits.ts';
import { SearchIndexStore } from '../../src/engine/store/searchIndex.ts';
import { searchable } from '../../src/engine/sync/toRow.ts';
import { indexJob } from '../../src/engine/worker/indexJob.ts';
import { accountId, type MessageRow, mailboxId } from '../../src/protocol/records.ts';
import type { BilingualMail } from './bilingualMail.ts';

export interface SearchWorldOptions {
  /** Where cache.db lies; in memory unless given. */
  readonly folder?: string;
  /** In this thread unless given. */
  readonly pool?: IndexPool;
  readonly clock?: Clock;
}

export const searchMailbox = mailboxId.parse('m1');
const account = accountId.parse('a1');
const uidValidity = 7;

/** Opens, and starts to index what is there. */
export function searchWorld({ folder, pool = inThread, clock = systemClock }: SearchWorldOptions = {}) {
  const path = folder === undefined ? ':memory:' : join(folder, 'cache.db');
  const cache = new Database(path, { migrations: cacheMigrations, durability: 'normal' });
  const mailboxes = new MailboxStateStore({ cache });
  if (mailboxes.all().length === 0) mailboxes.applyListing(account, [inbox]);
  const overlay = {
    show: ({ mailbox }: { mailbox: typeof searchMailbox }, flags: readonly string[]) => ({ mailbox, flags }),
  };
  const messages = new MessageStore({ cache, mailboxes, overlay });
  const bodies = new BodyStore({ cache, clock });
  const index = new SearchIndexStore({ cache });
  const hits = new SearchHits({ cache });
  const events = new EngineEvents((error) => {
    throw error;
  });
  const indexer = new SearchIndexer({ store: index, pool, clock, log: silentLogger, events });
  indexer.start();
  const { number } = mailboxes.get(searchMailbox);
  const rowIdOf = (uid: number) =>
    Number(cache.get('SELECT id FROM message WHERE mailbox = :number AND uid = :uid', { number, uid })?.['id']);
  return {
    ...{ cache, messages, mailboxes, bodies, index, indexer, hits, events, number, rowIdOf },
    /** Lists mails as the server would tell them, with their number as UID. */
    list(mails: readonly BilingualMail[]): void {
      messages.write('list', () => messages.put({ number, id: searchMailbox }, uidValidity, mails.map(toNewMessage)));
      indexer.listed(0, Number.MAX_SAFE_INTEGER);
    },
    /** Brings the whole mails. */
    fetch(mails: readonly BilingualMail[]): void {
      for (const { number: uid, bytes } of mails) bodies.put(rowIdOf(uid), bytes.length, { bytes });
      indexer.changed();
    },
    /** What a query finds, as UIDs. */
    async find(query: string, options: Partial<FindOptions> = {}): Promise<readonly number[]> {
      return (await this.rows(query, options)).map(({ uid }) => uid);
    },
    async rows(query: string, options: Partial<FindOptions> = {}): Promise<readonly MessageRow[]> {
      const { hits: found } = await findHits(hits, parseQuery(query, clock.now()).query, () => new Set([number]), {
        ...{ limit: 1_000_000, order: 'date', signal: new AbortController().signal, clock },
        ...options,
      });
      return found.map(({ row }) => row);
    },
    async [Symbol.asyncDispose]() {
      await indexer.stop();
      cache.close();
    },
  };
}

export type SearchWorld = ReturnType<typeof searchWorld>;

const inbox: ListedState = {
  ...{ id: searchMailbox, account, path: 'INBOX', name: 'INBOX', delimiter: '/', specialUse: 'inbox' },
  ...{ selectable: true, subscribed: true, status: undefined },
};

/** Makes words where it is asked. */
export const inThread: IndexPool = { run: async (job) => indexJob(job), dispose: () => {} };

function toNewMessage(mail: BilingualMail): NewMessage {
  const [from, to, cc] = [people(mail.from), people(mail.to), people(mail.cc)];
  const date = mail.date.getTime();
  const words = [from, to, cc].flat().map((one) => addressText([one]));
  return {
    ...{ uid: mail.number, flags: mail.flags, sortDate: date, internalDate: date, size: mail.bytes.length, from, to },
    ...{ messageId: `<${mail.number}@example.test>`, threadId: '', subject: mail.subject },
    hasAttachment: mail.files.length > 0,
    references: '',
    inReplyTo: '',
    searchText: searchable([mail.subject, ...words].join(' ')),
  };
}

/** `Name <address>`, or nobody. */
function people(text: string): NewMessage['from'] {
  const [, name = '', address = ''] = /^(.*) <(.*)>$/.exec(text) ?? [];
  return address === '' ? [] : [{ name, address }];
}
