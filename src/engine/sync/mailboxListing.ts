/** LIST and STATUS of an account into the cache. */
import { MailError } from '../../base/errors.ts';
import type { ImapConnection } from '../../mail/imap/connection.ts';
import { type ListedMailbox, listMailboxes } from '../../mail/imap/list.ts';
import type { AccountId } from '../../protocol/records.ts';
import type { ListedState, MailboxStateStore } from '../store/mailboxState.ts';
import type { Operation } from '../store/operations.ts';
import { takeOverRenamed } from './renamedElsewhere.ts';
import { takeOverMailbox } from './replayMailbox.ts';
import { specialUses } from './specialUse.ts';
import type { SyncDeps } from './syncDeps.ts';

/** Asks the server and takes its answer over; a failed LIST changes nothing. True when something differs from before. Throws `mailbox.refused`. */
export async function syncListing(connection: ImapConnection, account: AccountId, deps: SyncDeps): Promise<boolean> {
  const { identities, mailboxes, operations } = deps;
  const listed = await listMailboxes(connection);
  // Every account has an INBOX (RFC 9051 §5.1): a list of nothing is a failure, and taken for an answer it would take the
  // cache along and refuse what waits for these mailboxes.
  if (listed.length === 0)
    throw new MailError('mailbox.refused', { retry: 'later', data: { serverSaid: 'LIST: nothing' } });
  const waiting = operations.waiting(account);
  const paths = new Set(listed.map(({ path }) => path));
  for (const operation of waiting) if (isRenamedAlready(operation, paths, mailboxes)) takeOverMailbox(operation, deps);
  const renamed = await takeOverRenamed(connection, account, listed, deps);
  const uses = specialUses(listed);
  const ordered = [...listed].sort((a, b) => rank(uses.get(a.path)) - rank(uses.get(b.path)) || comparePaths(a, b));
  const entries = ordered.map((mailbox) => ({
    id: identities.idFor(account, mailbox.path),
    account,
    path: mailbox.path,
    name: mailbox.name,
    delimiter: mailbox.delimiter,
    specialUse: uses.get(mailbox.path) ?? null,
    selectable: mailbox.selectable,
    subscribed: mailbox.subscribed,
    status: mailbox.status && {
      messages: mailbox.status.messages,
      unseen: mailbox.status.unseen,
      uidNext: mailbox.status.uidNext,
      modSeq: mailbox.status.highestModSeq?.toString() ?? '',
      bytes: mailbox.status.bytes,
    },
  }));
  return mailboxes.applyListing(account, [...entries, ...notYetThere(waiting, paths, mailboxes)]) || renamed;
}

/** A rename that the server has done though its answer was lost: else the mailbox would be taken for another one. */
function isRenamedAlready(
  { kind, target, path }: Operation,
  paths: ReadonlySet<string>,
  mailboxes: MailboxStateStore,
): boolean {
  const before = kind === 'renameMailbox' && target !== null ? mailboxes.find(target)?.path : undefined;
  return before !== undefined && !paths.has(before) && paths.has(path);
}

/** Mailboxes that wait to be made stay as they are shown. */
function notYetThere(
  waiting: readonly Operation[],
  paths: ReadonlySet<string>,
  mailboxes: MailboxStateStore,
): readonly ListedState[] {
  return waiting.flatMap(({ kind, target, path }) => {
    const shown = kind === 'createMailbox' && !paths.has(path) && target !== null ? mailboxes.find(target) : undefined;
    return shown ? { ...shown, status: undefined } : [];
  });
}

const order: readonly string[] = ['inbox', 'flagged', 'important', 'drafts', 'sent', 'archive', 'all', 'junk', 'trash'];

function rank(use: string | undefined): number {
  return use === undefined ? order.length : order.indexOf(use);
}

/** Part by part, so that a mailbox stands right before those below it. */
function comparePaths(a: ListedMailbox, b: ListedMailbox): number {
  const [left, right] = [a, b].map(({ path, delimiter }) => (delimiter === '' ? [path] : path.split(delimiter)));
  for (let at = 0; at < Math.max(left?.length ?? 0, right?.length ?? 0); at++) {
    const [x = '', y = ''] = [left?.[at], right?.[at]];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}
