import { pageMaxRows } from '../protocol/limits.ts';
import { messageSearch } from '../protocol/methods/messageSearch.ts';
import { readArguments, readCount, text } from './arguments.ts';
import { resolveAccount } from './resolve.ts';
import { printRow } from './rows.ts';
import { sessionOptions, withEngine } from './session.ts';
import type { Verb } from './verb.ts';

const defaultRows = 50;

/** `search`: by sender, recipient and subject, in the cache and on the server. */
export const search: Verb = {
  name: 'search',
  usage: ['search --profile DIR QUERY [--account ID] [--limit N] [--json]'],
  async run(args, io) {
    const { options, positionals } = readArguments(args, { ...sessionOptions, limit: text }, { min: 1 });
    const limit = Math.min(Math.max(1, readCount(options.limit, defaultRows)), pageMaxRows);
    return withEngine(io, options, async (engine) => {
      const account = (await resolveAccount(engine, options.account))?.id;
      const found = await engine.call(
        messageSearch,
        { query: positionals[0] ?? '', limit, ...(account && { account }) },
        io,
      );
      for (const row of found.rows) printRow(io, row, options.json);
      return 0;
    });
  },
};
