/** Operations of the journal on mailboxes that are kept here: each done once, however often it is asked for. */
import { MailError } from '../../base/errors.ts';
import { type LocalMailStore, localDelimiter } from '../store/localMail.ts';
import { keyText, type MessageKey } from '../store/messageKey.ts';
import type { Operation } from '../store/operations.ts';
import type { Outcome } from '../sync/replay.ts';
import type { SyncDeps } from '../sync/syncDeps.ts';

/** The journal's number alone is given again when user.db is restored from a copy; with the batch it never is. */
export function appliedName({ batch, id }: Pick<Operation, 'batch' | 'id'>): string {
  return `${batch}.${id}`;
}

/** Throws `mailbox.gone`, `mailbox.gotMail`, `file.missing`, `store.*`. */
export async function performLocally(mail: LocalMailStore, operation: Operation, deps: SyncDeps): Promise<Outcome> {
  const keys = operation.messages.flatMap(({ now }) => now ?? []);
  switch (operation.kind) {
    case 'flag': {
      const missing = mail.changeFlags(keys, operation);
      return { moves: gone(missing), skipped: missing };
    }
    case 'expunge':
      mail.expunge(keys);
      return { moves: gone(keys) };
    case 'move': {
      const { moves, missing } = mail.transfer(appliedName(operation), 'move', keys, targetOf(mail, operation));
      return { moves: [...moves, ...gone(missing)], skipped: missing };
    }
    case 'copy':
      return copied(mail, operation, keys);
    case 'append': {
      const [from] = keys;
      if (!from) throw new MailError('mailbox.gone');
      const target = targetOf(mail, operation);
      const bytes = await deps.appends.read(operation.path);
      const message = { bytes, flags: operation.add, internalDate: deps.clock.now() };
      return { moves: mail.appendOnce(appliedName(operation), from, target, message).moves };
    }
    default:
      performOnMailbox(mail, operation);
      return { moves: [] };
  }
}

function copied(mail: LocalMailStore, operation: Operation, keys: readonly MessageKey[]): Outcome {
  const { moves, missing } = mail.transfer(appliedName(operation), 'copy', keys, targetOf(mail, operation));
  const byOriginal = new Map(moves.map(({ from, to }) => [keyText(from), to]));
  const copies = new Map<number, MessageKey>();
  for (const { position, now } of operation.messages) {
    const to = now && byOriginal.get(keyText(now));
    if (to) copies.set(position, to);
  }
  return { moves: [], copies, skipped: missing };
}

function performOnMailbox(mail: LocalMailStore, operation: Operation): void {
  const { kind, account, target, path } = operation;
  if (target === null) throw new MailError('mailbox.gone');
  if (kind === 'createMailbox') {
    mail.createMailbox(account, target, path);
    return;
  }
  const mailbox = mail.mailbox(account, target);
  if (kind === 'deleteMailbox') {
    if (mailbox && mailbox.uidNext > operation.targetUidNext) throw new MailError('mailbox.gotMail');
    mail.deleteMailbox(target);
    return;
  }
  if (!mailbox) throw new MailError('mailbox.gone');
  const below = mail
    .mailboxes(account)
    .filter((one) => one.id === target || one.path.startsWith(mailbox.path + localDelimiter));
  mail.renameMailboxes(below.map((one) => ({ id: one.id, path: path + one.path.slice(mailbox.path.length) })));
}

function targetOf(mail: LocalMailStore, { account, target }: Operation) {
  const mailbox = target === null ? undefined : mail.mailbox(account, target);
  if (!mailbox) throw new MailError('mailbox.gone');
  return mailbox.id;
}

function gone(keys: readonly MessageKey[]) {
  return keys.map((from) => ({ from, to: undefined }));
}
