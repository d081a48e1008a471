/** Mailboxes as they are shown while changes of them wait: the server's list with the journal's changes on top. */
import type { MailboxState, MailboxStateStore } from '../store/mailboxState.ts';
import type { Operation } from '../store/operations.ts';
import { isBelow, nameOfPath } from './mailboxPaths.ts';

/** Shows a mailbox that the server does not have yet. Doing so twice changes nothing. */
export function showNewMailbox({ target, account, path }: Operation, mailboxes: MailboxStateStore): void {
  if (target === null) return;
  const delimiter = mailboxes.all(account)[0]?.delimiter ?? '';
  const name = nameOfPath(path, delimiter);
  const status = undefined;
  mailboxes.addWaiting({
    ...{ id: target, account, path, name, delimiter, status, specialUse: null, selectable: true, subscribed: true },
  });
}

/** The states with waiting renames and deletions applied, in order. */
export function shownMailboxes(
  states: readonly MailboxState[],
  waiting: readonly Operation[],
): readonly MailboxState[] {
  let shown = states;
  for (const { kind, target, path } of waiting) {
    const mailbox = shown.find(({ id }) => id === target);
    if (!mailbox) continue;
    if (kind === 'deleteMailbox') shown = shown.filter(({ id }) => id !== target);
    if (kind !== 'renameMailbox') continue;
    shown = shown.map((one) => {
      if (one.id !== target && !(one.account === mailbox.account && isBelow(one, mailbox))) return one;
      const moved = path + one.path.slice(mailbox.path.length);
      return { ...one, path: moved, name: nameOfPath(moved, one.delimiter) };
    });
  }
  return shown;
}
