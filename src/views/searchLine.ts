import type { ResultOf } from '../protocol/method.ts';
import type { messageSearch } from '../protocol/methods/messageSearch.ts';
import { plural, type Translate } from '../texts/translate.ts';
import { viewTexts } from '../texts/views.ts';
import type { Formats } from './formats.ts';

type Result = ResultOf<typeof messageSearch> & { readonly query: string; readonly isAsking: boolean };

const serverTexts = {
  offline: viewTexts.foundLocally,
  untrusted: viewTexts.foundUntrusted,
  unsupported: viewTexts.foundUnsupported,
  failed: viewTexts.foundFailed,
} as const;
const problemTexts = {
  'search.unclosed': viewTexts.searchUnclosed,
  'search.unknownOperator': viewTexts.searchUnknownOperator,
  'search.badValue': viewTexts.searchBadValue,
  'search.tooLong': viewTexts.searchTooLong,
} as const;

/** How much was found, and what could not be looked at or understood. */
export function searchLine(t: Translate, result: Result, { shortDate }: Pick<Formats, 'shortDate'>): string {
  const { rows, more, isAsking, server, completeSince, stoppedAt, indexing, problems, query } = result;
  const said = [more ? t(viewTexts.foundMore, { count: rows.length }) : plural(t, viewTexts.found, rows.length)];
  if (isAsking) said.push(t(viewTexts.foundAsking));
  if (server !== 'searched' && server !== 'notAsked') {
    said.push(t(serverTexts[server]));
    if (completeSince !== null) said.push(t(viewTexts.foundWholeSince, { date: shortDate(completeSince) }));
  }
  if (stoppedAt !== null) said.push(t(viewTexts.foundStoppedAt, { date: shortDate(stoppedAt) }));
  if (indexing) said.push(t(viewTexts.foundIndexing, indexing));
  for (const { code, start, end } of problems) said.push(t(problemTexts[code], { part: query.slice(start, end) }));
  return said.join(' ');
}
