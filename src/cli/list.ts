import { pageMaxRows } from '../protocol/limits.ts';
import { messageList } from '../protocol/methods/messageList.ts';
import { misuse, readArguments, readCount, text } from './arguments.ts';
import { resolveAccount, resolveMailbox } from './resolve.ts';
import { printRow } from './rows.ts';
import { sessionOptions, withEngine } from './session.ts';
import type { Verb } from './verb.ts';

const defaultRows = 50;

/** `list`: a mailbox newest first, from the cache. Ends with where the next page begins. */
export const list: Verb = {
  name: 'list',
  usage: ['list --profile DIR MAILBOX [--account ID] [--limit N] [--before CURSOR] [--json]'],
  async run(args, io) {
    const { options, positionals } = readArguments(args, { ...sessionOptions, limit: text, before: text }, { min: 1 });
    const wanted = readCount(options.limit, defaultRows);
    if (wanted === 0) throw misuse('--limit 0');
    return withEngine(io, options, async (engine) => {
      const account = (await resolveAccount(engine, options.account))?.id;
      const mailbox = (await resolveMailbox(engine, positionals[0] ?? '', account)).id;
      let next: string | null = options.before ?? null;
      for (let left = wanted; left > 0; ) {
        const limit = Math.min(left, pageMaxRows);
        const page = await engine.call(messageList, { mailbox, limit, ...(next !== null && { before: next }) }, io);
        for (const row of page.rows) printRow(io, row, options.json);
        next = page.next;
        left -= page.rows.length;
        if (next === null) break;
      }
      if (options.json) io.out(JSON.stringify({ next }));
      return 0;
    });
  },
};
