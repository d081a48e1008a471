import type { MailError } from '../../base/errors.ts';
import { mailboxList } from '../../protocol/methods/mailboxList.ts';
import type { MailboxRecord } from '../../protocol/records.ts';
import type { EngineContext } from '../context.ts';
import { handle } from '../handler.ts';
import type { MailboxState } from '../store/mailboxState.ts';
import { shownMailboxes } from '../sync/mailboxOverlay.ts';

/** Counts are the cache's own, waiting operations included, once a mailbox was listed; before, the server's. */
export const handleMailboxList = handle(
  mailboxList,
  ({ mailboxes, messageLists, mailboxFailures, operations }: EngineContext, { account }) => {
    const all = shownMailboxes(mailboxes.all(account), operations.waiting(account));
    const byPath = new Map(all.map((state) => [`${state.account} ${state.path}`, state.id]));
    const toRecord = (state: MailboxState): MailboxRecord => {
      const { messages: total, unread } = state.listed
        ? messageLists.counts(state.number)
        : { messages: state.server.total, unread: state.server.unread };
      const parentPath =
        state.delimiter === '' ? '' : state.path.slice(0, Math.max(0, state.path.lastIndexOf(state.delimiter)));
      return {
        id: state.id,
        account: state.account,
        path: state.path,
        name: state.name,
        parent: byPath.get(`${state.account} ${parentPath}`) ?? null,
        specialUse: state.specialUse,
        selectable: state.selectable,
        subscribed: state.subscribed,
        ...{ total, unread, marked: messageLists.countMarked(state.number), bytes: state.server.bytes },
        syncedAt: state.syncedAt === 0 ? null : state.syncedAt,
        failure: failureOf(mailboxFailures.get(state.id)),
      };
    };
    return { mailboxes: parentsFirst(all.map(toRecord)) };
  },
);

function failureOf(error: MailError | undefined): MailboxRecord['failure'] {
  return error
    ? { code: error.code, retry: error.retry, data: { serverSaid: String(error.data['serverSaid'] ?? '') } }
    : null;
}

/** A stable order in which no mailbox stands before the one it hangs on. */
function parentsFirst(records: readonly MailboxRecord[]): readonly MailboxRecord[] {
  const children = Map.groupBy(records, ({ parent }) => parent);
  const below = (parent: MailboxRecord['parent']): readonly MailboxRecord[] =>
    (children.get(parent) ?? []).flatMap((record) => [record, ...below(record.id)]);
  return below(null);
}
