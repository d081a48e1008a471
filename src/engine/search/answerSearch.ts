/** Answers a search: from the index, from servers for mail that is not here whole, and says what it could not look at. */
import { withTimeout } from '../../base/clock.ts';
import { isMailError, MailError } from '../../base/errors.ts';
import type { ParamsOf, ResultOf } from '../../protocol/method.ts';
import type { messageSearch } from '../../protocol/methods/messageSearch.ts';
import type { EngineContext } from '../context.ts';
import type { MailboxState } from '../store/mailboxState.ts';
import type { Hit } from '../store/searchHits.ts';
import { type ServerHits, type ServerSearch, searchServers } from '../sync/serverSearch.ts';
import { Evaluator } from './evaluate.ts';
import { factsOf, findHits, textsOfHit } from './findHits.ts';
import { findUnindexed } from './findUnindexed.ts';
import { hitTexts } from './hitTexts.ts';
import { searchWaitMs, serverTimeoutMs } from './limits.ts';
import { type Marks, marksIn, snippetOf } from './marks.ts';
import { type Matcher, matcherOf } from './matchText.ts';
import { oneOfCopies } from './oneOfCopies.ts';
import { parseQuery } from './parseQuery.ts';
import { type Query, textsOf } from './query.ts';
import { scopesOf } from './scopes.ts';

type Params = ParamsOf<typeof messageSearch>;
type Answer = ResultOf<typeof messageSearch>;

/** Throws `search.badQuery` where nothing was understood, `store.damaged`, `engine.cancelled`. */
export async function answerSearch(context: EngineContext, params: Params, signal: AbortSignal): Promise<Answer> {
  const { searchHits, searchIndexer, clock } = context;
  const parsed = parseQuery(params.query, clock.now());
  if (parsed.query.kind === 'and' && parsed.query.items.length === 0)
    throw new MailError('search.badQuery', { data: { query: params.query } });
  const query = narrowed(parsed.query, params);
  const mailboxes = context.mailboxes.all();
  const { scopeOf, problems } = scopesOf(query, mailboxes, context.accounts.all());
  const states = mailboxes.filter(
    ({ id, account }) => (params.account ?? account) === account && (params.mailbox ?? id) === id,
  );
  const inScope = (state: MailboxState) => (condition: Parameters<typeof scopeOf>[0]) =>
    scopeOf(condition).has(state.number);
  await searchIndexer.settled({ maxMs: searchWaitMs });
  const [servers, found] = await Promise.all([
    params.server === false ? undefined : askServers(context, { query, inScope, states, limit: params.limit }, signal),
    findHits(searchHits, query, scopeOf, { limit: params.limit, order: params.order ?? 'date', signal, clock }),
  ]);
  const evaluator = new Evaluator(query, scopeOf);
  const indexing = searchIndexer.progress;
  if (indexing) searchIndexer.tellWhenWhole();
  const { limit } = params;
  const waiting = indexing ? await findUnindexed(searchHits, evaluator, { limit, signal, clock }) : [];
  const remote = (servers?.hits ?? []).filter((hit) =>
    evaluator.couldMatch(factsOf(hit), textsOfHit(hit.row, hitTexts(searchHits, hit.rowId))),
  );
  const all = merged(found.hits, [...waiting, ...remote]);
  const hits = oneOfCopies(all, searchHits.emailIds(all.map(({ rowId }) => rowId)));
  const shown = hits.slice(0, params.limit);
  const matchers = textsOf(parsed.query).map(matcherOf);
  return {
    rows: context.sentRows.marked(shown.map(({ row }) => row)),
    matches: shown.map((hit) => matchOf(context, hit, matchers)),
    more: found.more || all.length > params.limit,
    server: servers?.answer ?? 'notAsked',
    completeSince: completeSince(context, states),
    stoppedAt: found.stoppedAt,
    indexing,
    problems: [...parsed.problems, ...problems],
  };
}

/** What servers answered within their time. */
async function askServers(context: EngineContext, search: ServerSearch, signal: AbortSignal): Promise<ServerHits> {
  const onTimeout = () => new MailError('net.timeout');
  const ask = (within: AbortSignal) => searchServers(context, search, within);
  try {
    return await withTimeout(context.clock, serverTimeoutMs, ask, { signal, onTimeout });
  } catch (error) {
    if (!isMailError(error, 'net.timeout')) throw error;
    return { answer: 'offline', hits: [] };
  }
}

/** The caller's account and mailbox are conditions like any other. */
function narrowed(query: Query, { account, mailbox }: Params): Query {
  const span = { start: 0, end: 0 };
  const more: Query[] = [];
  if (account !== undefined) more.push({ kind: 'account', name: account, span });
  if (mailbox !== undefined) more.push({ kind: 'mailbox', name: mailbox, span });
  return more.length === 0
    ? query
    : { kind: 'and', items: [...(query.kind === 'and' ? query.items : [query]), ...more] };
}

/** In the order of the index's hits where there are only those, else newest first. */
function merged(local: readonly Hit[], remote: readonly Hit[]): readonly Hit[] {
  const known = new Map(local.map((hit) => [hit.rowId, hit]));
  for (const hit of remote) if (!known.has(hit.rowId)) known.set(hit.rowId, hit);
  if (known.size === local.length) return local;
  return [...known.values()].sort((a, b) => b.rowId - a.rowId);
}

function matchOf(
  { searchHits }: EngineContext,
  { rowId, row }: Hit,
  matchers: readonly Matcher[],
): Answer['matches'][number] {
  const [sender] = row.from;
  const body = matchers.length === 0 ? '' : hitTexts(searchHits, rowId).body;
  const snippet = snippetOf(body, matchers);
  return {
    subject: ranges(marksIn(row.subject, matchers)),
    from: ranges(marksIn(sender ? sender.name || sender.address : '', matchers)),
    snippet: snippet ? { text: snippet.text, ranges: ranges(snippet.marks) } : null,
  };
}

function ranges(marks: Marks): readonly { readonly start: number; readonly end: number }[] {
  return marks.map(([start, end]) => ({ start, end }));
}

/** The newest moment of which something is missing here: a mail's text, or mail that was never listed. */
function completeSince(
  { searchIndex, messageLists, clock }: EngineContext,
  states: readonly MailboxState[],
): number | null {
  const withoutText = searchIndex.newestWithoutText();
  const unlisted = states
    .filter(({ listed, selectable, server }) => selectable && !listed && server.total > 0)
    .map(({ number }) => messageLists.oldest(number) ?? clock.now());
  const moments = [...unlisted, ...(withoutText === undefined ? [] : [withoutText])];
  return moments.length === 0 ? null : Math.max(...moments);
}
