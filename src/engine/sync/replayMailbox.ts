/**
 * Mailboxes made, renamed and deleted, each safe to ask twice: what is already as it was wanted counts as done. A mailbox
 * that got mail after the person looked is not deleted.
 */
import { MailError } from '../../base/errors.ts';
import { createMailbox, deleteMailbox, hasMailbox, renameMailbox } from '../../mail/imap/changeMailbox.ts';
import type { ImapConnection } from '../../mail/imap/connection.ts';
import type { Operation } from '../store/operations.ts';
import { isBelow, nameOfPath } from './mailboxPaths.ts';
import type { SyncDeps } from './syncDeps.ts';

/** Throws refusals of the server, `mailbox.gone`, `mailbox.gotMail`. */
export async function replayMailbox(connection: ImapConnection, operation: Operation, deps: SyncDeps): Promise<void> {
  const mailbox = operation.target === null ? undefined : deps.mailboxes.find(operation.target);
  if (operation.kind === 'createMailbox') {
    if (!(await hasMailbox(connection, operation.path))) await createMailbox(connection, operation.path);
  } else if (operation.kind === 'renameMailbox') {
    if (!mailbox) throw new MailError('mailbox.gone');
    if (mailbox.path !== operation.path) await rename(connection, mailbox.path, operation.path);
  } else if (mailbox && (await hasMailbox(connection, mailbox.path))) {
    const { uidNext } = await connection.select(mailbox.path);
    if (uidNext > operation.targetUidNext) throw new MailError('mailbox.gotMail');
    const inbox = deps.mailboxes.bySpecialUse(operation.account, 'inbox');
    if (inbox) await connection.select(inbox.path); // The one to delete must not stay selected.
    await deleteMailbox(connection, mailbox.path);
  }
}

/** After a cut the server may have it already: then the old path is gone and the new one there. */
async function rename(connection: ImapConnection, from: string, to: string): Promise<void> {
  try {
    await renameMailbox(connection, from, to);
  } catch (error) {
    if (!connection.isOpen || (await hasMailbox(connection, from)) || !(await hasMailbox(connection, to))) throw error;
  }
}

/** The server has it: the lasting identities and the cache take it over. A crash between the two is healed by doing it again. */
export function takeOverMailbox({ kind, target, path, account }: Operation, deps: SyncDeps): void {
  const { identities, mailboxes } = deps;
  const mailbox = target === null ? undefined : mailboxes.find(target);
  if (!mailbox) return;
  if (kind === 'deleteMailbox') mailboxes.forget(mailbox.id);
  if (kind !== 'renameMailbox' || mailbox.path === path) return;
  const renamed = mailboxes
    .all(account)
    .filter((one) => one.id === mailbox.id || isBelow(one, mailbox))
    .map((one) => {
      const moved = path + one.path.slice(mailbox.path.length);
      return { id: one.id, path: moved, name: nameOfPath(moved, one.delimiter) };
    });
  identities.rename(account, renamed);
  mailboxes.rename(renamed);
}

export function isMailboxChange({ kind }: Pick<Operation, 'kind'>): boolean {
  return kind === 'createMailbox' || kind === 'renameMailbox' || kind === 'deleteMailbox';
}
