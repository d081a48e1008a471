import { searchComplete } from '../../protocol/methods/searchComplete.ts';
import type { EngineContext } from '../context.ts';
import { handle } from '../handler.ts';
import { completeQuery } from '../search/completeQuery.ts';
import { fold } from '../search/fold.ts';
import { completionsMax } from '../search/limits.ts';

export const handleSearchComplete = handle(searchComplete, (context, { query, cursor }) => ({
  items: completeQuery(query, cursor, namesOf(context)).slice(0, completionsMax),
}));

function namesOf({ mailboxes, accounts, contacts }: EngineContext) {
  const beginning = (names: readonly string[]) => (prefix: string) =>
    [...new Set(names)].filter((name) => fold(name).startsWith(fold(prefix)));
  return {
    mailboxes: (prefix: string) => beginning(mailboxes.all().map(({ path }) => path))(prefix),
    accounts: (prefix: string) => beginning(accounts.all().map(({ config }) => config.address))(prefix),
    people: (prefix: string) => contacts.search(prefix, completionsMax).map(({ address }) => address),
  };
}
