import { threadMaxMessages } from '../../protocol/limits.ts';
import { threadGet } from '../../protocol/methods/threadGet.ts';
import { handle } from '../handler.ts';
import { threadTree } from '../threads/tree.ts';

export const handleThreadGet = handle(threadGet, ({ messageSources, messageLists, threads }, { id }) => {
  const { rowId, row } = messageSources.find(id);
  const thread = threads.threadOf(rowId);
  if (thread === undefined) return { places: [{ row, depth: 0, copies: [] }] };
  const members = threads.members(thread, threadMaxMessages);
  const rows = messageLists.byRowIds(members.map((member) => member.row));
  const shown = members.filter((member) => rows.has(member.row));
  const places = threadTree(shown).flatMap(({ copies, depth }) => {
    const each = copies.flatMap((copy) => rows.get(copy.row) ?? []);
    // Of several copies the one in the mailbox that is looked at.
    const [first, ...others] = each.sort((one, other) => rank(other.mailbox) - rank(one.mailbox));
    return first ? [{ row: first, depth, copies: others.map((other) => other.id) }] : [];
  });
  return { places };

  function rank(mailbox: string): number {
    return Number(mailbox === row.mailbox);
  }
});
