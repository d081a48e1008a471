/** Asks servers to search where their answers can be trusted: a made-up Message-ID finds nothing, a known subject is found. */
import { isMailError } from '../../base/errors.ts';
import { randomId } from '../../base/random.ts';
import type { Argument, ImapConnection } from '../../mail/imap/connection.ts';
import { fetchList } from '../../mail/imap/fetchList.ts';
import { gmailCriteria, messageIdCriteria, subjectCriteria, uidSearch } from '../../mail/imap/search.ts';
import { packUids } from '../../mail/imap/uidSet.ts';
import type { EngineContext } from '../context.ts';
import { isListed } from '../search/evaluate.ts';
import { serverMailboxesMax } from '../search/limits.ts';
import { conditionsOf, type Query } from '../search/query.ts';
import { gmailQuery, type InScope, imapCriteria, type ServerQuery } from '../search/serverQuery.ts';
import type { MailboxState } from '../store/mailboxState.ts';
import type { Hit } from '../store/searchHits.ts';
import { toNewMessage } from './toRow.ts';

export interface ServerSearch {
  readonly query: Query;
  /** Whether names in the query mean this mailbox. */
  readonly inScope: (state: MailboxState) => InScope;
  /** The mailboxes that the search is of. */
  readonly states: readonly MailboxState[];
  readonly limit: number;
}

export type ServerAnswer = 'searched' | 'offline' | 'untrusted' | 'unsupported' | 'failed';

export interface ServerHits {
  readonly answer: ServerAnswer;
  /** Messages that the server found and of which only the list row is here; conditions beside text are not yet checked. */
  readonly hits: readonly Hit[];
}

/**
 * Only mailboxes with mail that is not here whole can hold what the cache can't find: those are searched, and what is
 * found is taken into the cache. Hits of what was searched are there whatever the answer.
 */
export async function searchServers(
  context: EngineContext,
  search: ServerSearch,
  signal: AbortSignal,
): Promise<ServerHits> {
  const asksForText = conditionsOf(search.query).some((one) => one.kind === 'text' && !isListed(one.field));
  const wanted = search.states.filter(
    (state) =>
      state.selectable &&
      state.server.total > 0 &&
      (!state.listed || (asksForText && context.searchIndex.lacksText(state.number))),
  );
  const hits: Hit[] = [];
  let answer: ServerAnswer = wanted.length > serverMailboxesMax ? 'unsupported' : 'searched';
  for (const state of wanted.slice(0, serverMailboxesMax)) {
    const one = await searchOne(context, state, search, signal);
    hits.push(...one.hits);
    if (one.answer !== 'searched') answer = one.answer;
    if (one.answer === 'offline') break;
  }
  return { answer, hits };
}

async function searchOne(
  context: EngineContext,
  state: MailboxState,
  search: ServerSearch,
  signal: AbortSignal,
): Promise<ServerHits> {
  const sync = context.sync.find(state.account);
  if (sync?.isLocal) return { answer: 'searched', hits: [] }; // All that there is, is here.
  const isOnline = ['online', 'syncing'].includes(context.accountStates.get(state.account).state);
  if (!sync || !isOnline) return { answer: 'offline', hits: [] };
  try {
    return await sync.read((connection) => searchMailbox(context, connection, state, search), { signal });
  } catch (error) {
    if (!isMailError(error) || error.code === 'engine.cancelled') throw error;
    const isAway = error.code.startsWith('net.') || error.code.startsWith('account.');
    return { answer: isAway ? 'offline' : 'failed', hits: [] };
  }
}

async function searchMailbox(
  context: EngineContext,
  connection: ImapConnection,
  state: MailboxState,
  search: ServerSearch,
): Promise<ServerHits> {
  const criteria = criteriaFor(connection, search, search.inScope(state));
  if (criteria === false) return { answer: 'searched', hits: [] };
  if (criteria === true) return { answer: 'unsupported', hits: [] };
  const selected = await connection.select(state.path);
  if (!(await isTrusted(context, connection, state))) return { answer: 'untrusted', hits: [] };
  const newest = [...(await uidSearch(connection, criteria))].sort((a, b) => b - a);
  const inCache = (uid: number) => context.messages.has(state.number, selected.uidValidity, uid);
  const unknown = newest.filter((uid) => !inCache(uid)).slice(0, search.limit);
  const rows: ReturnType<typeof toNewMessage>[] = [];
  if (unknown.length > 0)
    await fetchList(connection, { set: packUids(unknown), by: 'uid' }, (row) => rows.push(toNewMessage(row)));
  // Rows of a mailbox that isn't listed yet: its listing goes by numbers and meets them again.
  if (rows.length > 0)
    context.messages.write('search.found', () => context.messages.put(state, selected.uidValidity, rows));
  return {
    answer: 'searched',
    hits: context.searchHits.withoutText(state.number, selected.uidValidity, newest, search.limit),
  };
}

/** Gmail's IMAP search finds by whole words of its index; its own language finds as its web pages do, attachments too. */
function criteriaFor(
  connection: ImapConnection,
  { query }: ServerSearch,
  inScope: InScope,
): ServerQuery<readonly Argument[]> {
  if (!connection.has('X-GM-EXT-1')) return imapCriteria(query, inScope);
  const words = gmailQuery(query, inScope);
  return typeof words === 'boolean' ? words : gmailCriteria(words);
}

/** QQ and Aliyun answer any header search with everything, or with nothing. */
async function isTrusted(
  { random, messageLists }: EngineContext,
  connection: ImapConnection,
  state: MailboxState,
): Promise<boolean> {
  const nonsense = await uidSearch(connection, messageIdCriteria(`<${randomId(random)}@nowhere.invalid>`));
  if (nonsense.length > 0) return false;
  const known = messageLists
    .page(state.number, { limit: knownRows })
    .rows.find(({ subject }) => /^[ -~]{4,}$/.test(subject));
  if (!known) return true;
  return (await uidSearch(connection, subjectCriteria(known.subject))).includes(known.uid);
}

const knownRows = 20;
