import { MailError } from '../../base/errors.ts';
import { messageList } from '../../protocol/methods/messageList.ts';
import { handle } from '../handler.ts';
import { untilListed } from '../sync/firstPage.ts';

export const handleMessageList = handle(
  messageList,
  async (context, { mailbox, limit, before, from, to }, { signal }) => {
    const state = context.mailboxes.get(mailbox);
    await untilListed(context, state, signal);
    const page = context.messageLists.page(state.number, { limit, before: rowOf(before), from, to });
    return { rows: context.sentRows.marked(page.rows), next: page.next === undefined ? null : page.next.toString(36) };
  },
);

/** A cursor is a row id; one that a rebuilt cache no longer has still says where to go on. */
function rowOf(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const row = Number.parseInt(cursor, 36);
  if (!Number.isSafeInteger(row))
    throw new MailError('engine.badRequest', { data: { path: 'before', expected: 'a cursor' } });
  return row;
}
