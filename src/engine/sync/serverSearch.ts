/** Asks servers to search where their answers can be trusted: a made-up Message-ID finds nothing, a known subject is found. */
import { isMailError } from '../../base/errors.ts';
import { randomId } from '../../base/random.ts';
import type { ImapConnection } from '../../mail/imap/connection.ts';
import { fetchList } from '../../mail/imap/fetchList.ts';
import { headerCriteria, messageIdCriteria, subjectCriteria, uidSearch } from '../../mail/imap/search.ts';
import { packUids } from '../../mail/imap/uidSet.ts';
import type { EngineContext } from '../context.ts';
import type { MailboxState } from '../store/mailboxState.ts';
import { toNewMessage } from './toRow.ts';

export interface ServerQuery {
  readonly text: string;
  readonly account?: string | undefined;
  readonly mailbox?: string | undefined;
  readonly limit: number;
}

export type ServerAnswer = 'searched' | 'offline' | 'untrusted' | 'failed';

/**
 * Only mailboxes that are not yet listed to the end can hold what the cache can't find: those are searched, and what is
 * found is taken into the cache.
 */
export async function searchServers(
  context: EngineContext,
  query: ServerQuery,
  signal: AbortSignal,
): Promise<ServerAnswer> {
  const states = context.mailboxes
    .all()
    .filter(
      ({ id, account, selectable }) =>
        selectable && (query.account ?? account) === account && (query.mailbox ?? id) === id,
    );
  const accounts = [...new Set(states.map(({ account }) => account))];
  if (accounts.some((account) => !['online', 'syncing'].includes(context.accountStates.get(account).state)))
    return 'offline';
  for (const state of states.filter(({ listed, server }) => !listed && server.total > 0)) {
    const answer = await searchOne(context, state, query, signal);
    if (answer !== 'searched') return answer;
  }
  return 'searched';
}

async function searchOne(
  context: EngineContext,
  state: MailboxState,
  query: ServerQuery,
  signal: AbortSignal,
): Promise<ServerAnswer> {
  const sync = context.sync.find(state.account);
  if (!sync) return 'offline';
  try {
    return await sync.read((connection) => searchMailbox(context, connection, state, query), { signal });
  } catch (error) {
    if (!isMailError(error) || error.code === 'engine.cancelled') throw error;
    return error.code.startsWith('net.') || error.code.startsWith('account.') ? 'offline' : 'failed';
  }
}

async function searchMailbox(
  context: EngineContext,
  connection: ImapConnection,
  state: MailboxState,
  { text, limit }: ServerQuery,
): Promise<ServerAnswer> {
  const selected = await connection.select(state.path);
  if (!(await isTrusted(context, connection, state))) return 'untrusted';
  const found = (await uidSearch(connection, headerCriteria(text))).filter(
    (uid) => !context.messages.has(state.number, selected.uidValidity, uid),
  );
  if (found.length === 0) return 'searched';
  const newest = [...found].sort((a, b) => b - a).slice(0, limit);
  const rows: ReturnType<typeof toNewMessage>[] = [];
  await fetchList(connection, { set: packUids(newest), by: 'uid' }, (row) => rows.push(toNewMessage(row)));
  // Rows of a mailbox that isn't listed yet: its listing goes by numbers and meets them again.
  if (rows.length > 0)
    context.messages.write('search.found', () => context.messages.put(state, selected.uidValidity, rows));
  return 'searched';
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
