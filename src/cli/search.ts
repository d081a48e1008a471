import { pageMaxRows } from '../protocol/limits.ts';
import type { ResultOf } from '../protocol/method.ts';
import { messageSearch } from '../protocol/methods/messageSearch.ts';
import { flag, misuse, readArguments, readCount, text } from './arguments.ts';
import { resolveAccount } from './resolve.ts';
import { printRow, rowJson } from './rows.ts';
import { sessionOptions, withEngine } from './session.ts';
import type { CliIo, Verb } from './verb.ts';

const defaultRows = 50;

/** `search`: full text, in the cache and on the server. What could not be looked at or understood goes to standard error. */
export const search: Verb = {
  name: 'search',
  usage: ['search --profile DIR QUERY [--account ID] [--limit N] [--order date|relevance] [--local] [--json]'],
  async run(args, io) {
    const { options, positionals } = readArguments(
      args,
      { ...sessionOptions, limit: text, order: text, local: flag },
      { min: 1, max: 100 },
    );
    const limit = Math.min(Math.max(1, readCount(options.limit, defaultRows)), pageMaxRows);
    const order = options.order ?? 'date';
    if (order !== 'date' && order !== 'relevance') throw misuse(order);
    const query = positionals.join(' ');
    return withEngine(io, options, async (engine) => {
      const account = (await resolveAccount(engine, options.account))?.id;
      const found = await engine.call(
        messageSearch,
        { query, limit, order, server: !options.local, ...(account && { account }) },
        io,
      );
      found.rows.forEach((row, index) => {
        if (options.json) io.out(JSON.stringify({ ...rowJson(row), match: found.matches[index] }));
        else printRow(io, row, false);
      });
      tellRest(io, query, found);
      return 0;
    });
  },
};

/** One `code: data` line each, as errors are; not a failure. */
function tellRest(io: CliIo, query: string, found: ResultOf<typeof messageSearch>): void {
  for (const { code, start, end } of found.problems) io.err(`${code}: ${query.slice(start, end)}`);
  const iso = (ms: number) => new Date(ms).toISOString();
  if (found.server !== 'searched') {
    const since = found.completeSince === null ? '' : ` ${iso(found.completeSince)}`;
    io.err(`search.${found.server}:${since}`);
  }
  if (found.stoppedAt !== null) io.err(`search.stoppedAt: ${iso(found.stoppedAt)}`);
  if (found.indexing) io.err(`search.indexing: ${found.indexing.indexed}/${found.indexing.total}`);
}
