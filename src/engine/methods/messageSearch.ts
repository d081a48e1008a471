import { MailError } from '../../base/errors.ts';
import { messageSearch } from '../../protocol/methods/messageSearch.ts';
import { handle } from '../handler.ts';
import { searchServers } from '../sync/serverSearch.ts';
import { searchable } from '../sync/toRow.ts';

/** The cache answers at once; what the server finds beyond it is among the rows when it can be trusted and reached. */
export const handleMessageSearch = handle(
  messageSearch,
  async (context, { query, account, mailbox, limit }, { signal }) => {
    const words = searchable(query)
      .split(/\s+/)
      .filter((word) => word !== '');
    if (words.length === 0 || words.length > wordsMax) throw new MailError('search.badQuery', { data: { query } });
    const server = await searchServers(context, { text: query.trim(), account, mailbox, limit }, signal);
    const rows = context.messageLists.search(words, limit + 1, { account, mailbox });
    return { rows: rows.slice(0, limit), more: rows.length > limit, server };
  },
);

const wordsMax = 20;
