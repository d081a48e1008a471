/** Lists of mails, as Mailpit answers them: `/api/v1/messages` and `/api/v1/search`. */
import type { CapturedMail } from '../../store/captures.ts';
import type { CaptureFeed } from '../captureFeed.ts';
import { pageMax } from '../limits.ts';
import {
  type ApiAnswer,
  type ApiRequest,
  badField,
  fieldsOf,
  json,
  plainText,
  wholeNumber,
  words,
} from '../request.ts';
import { type Matches, parseSearchQuery } from '../searchQuery.ts';
import { listShape } from './shapes.ts';

export function listMessages(feed: CaptureFeed, { url }: ApiRequest): ApiAnswer {
  const { start, limit } = pageOf(url);
  const { total, unread } = feed.counts();
  return json(listShape(feed, feed.list(start, limit), { start, matching: total, unread }));
}

/** Without ids: all. */
export async function deleteMessages(feed: CaptureFeed, request: ApiRequest): Promise<ApiAnswer> {
  feed.remove(named(feed, words(await fieldsOf(request), 'ids')));
  return plainText('ok');
}

/** Without ids and a search: all. */
export async function setRead(feed: CaptureFeed, request: ApiRequest): Promise<ApiAnswer> {
  const fields = await fieldsOf(request);
  const isRead = fields['read'] ?? false;
  if (typeof isRead !== 'boolean') throw badField('read');
  const search = fields['search'];
  const isSearch = typeof search === 'string' && search !== '';
  const mails = isSearch ? feed.search(parseSearchQuery(search)) : named(feed, words(fields, 'ids'));
  feed.setRead(mails, isRead);
  return plainText('ok');
}

export function searchMessages(feed: CaptureFeed, { url }: ApiRequest): ApiAnswer {
  const { start, limit } = pageOf(url);
  const found = feed.search(queryOf(url));
  const unread = found.filter(({ isRead }) => !isRead).length;
  return json(listShape(feed, found.slice(start, start + limit), { start, matching: found.length, unread }));
}

export function deleteSearch(feed: CaptureFeed, { url }: ApiRequest): ApiAnswer {
  feed.remove(feed.search(queryOf(url)));
  return plainText('ok');
}

/** Those with the ids; an unknown id is as good as deleted. None named: all. */
export function named(feed: CaptureFeed, ids: readonly string[]): CapturedMail[] {
  const wanted = new Set(ids);
  return feed.search(({ id }) => wanted.size === 0 || wanted.has(id));
}

function pageOf(url: URL): { start: number; limit: number } {
  return { start: wholeNumber(url, 'start', 0), limit: Math.min(wholeNumber(url, 'limit', 50), pageMax) };
}

function queryOf(url: URL): Matches {
  const query = url.searchParams.get('query') ?? '';
  // An empty search would delete all.
  if (query.trim() === '') throw badField('query');
  return parseSearchQuery(query, zoneOffset(url.searchParams.get('tz') ?? ''));
}

/** Minutes east of UTC today; 0 for a zone that nobody knows. */
function zoneOffset(zone: string): number {
  if (zone === '') return 0;
  try {
    const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(0);
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours, minutes] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
    const offset = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
    return sign === '-' ? -offset : offset;
  } catch {
    return 0; // No zone of that name.
  }
}
