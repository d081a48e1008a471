/**
 * A mailbox that the server numbered anew (another UIDVALIDITY, RFC 9051 §2.3.1.1): what waits for its messages is matched
 * to their new UIDs by Message-ID and size. What can't be matched is never guessed: the person is told.
 */
import type { ImapConnection, SelectedMailbox } from '../../mail/imap/connection.ts';
import { fetchList } from '../../mail/imap/fetchList.ts';
import type { AccountId, MailboxId } from '../../protocol/records.ts';
import { keyText, type MessageKey } from '../store/messageKey.ts';
import type { Move, OperationMessage } from '../store/operations.ts';
import { provisionalUidValidity } from '../store/provisionalKey.ts';
import type { SyncDeps } from './syncDeps.ts';

/** Stops an operation before it touches a mailbox whose UIDs it knows from before. Not a failure: it is tried again. */
export class Renumbered extends Error {
  readonly mailbox: MailboxId;

  constructor(mailbox: MailboxId) {
    super('the mailbox was numbered anew');
    this.mailbox = mailbox;
  }
}

/** Messages of waiting operations that were not found again, as `keyText`. Grows while the journal is replayed. */
export type LostMessages = Set<string>;

/** Throws {@link Renumbered} where `keys` are of another numbering than the selected mailbox. */
export function requireNumbering(mailbox: MailboxId, uidValidity: number, selected: SelectedMailbox): void {
  if (selected.uidValidity !== uidValidity) throw new Renumbered(mailbox);
}

/** Gives every waiting operation of the mailbox the new names of its messages, durably; those not found enter `lost`. */
export async function rematch(
  connection: ImapConnection,
  account: AccountId,
  mailbox: MailboxId,
  lost: LostMessages,
  { operations, messages, mailboxes }: SyncDeps,
): Promise<void> {
  const { uidValidity } = await connection.select(mailboxes.get(mailbox).path);
  const stale = new Map<string, { readonly key: MessageKey; readonly message: OperationMessage }>();
  for (const message of operations.waiting(account).flatMap((operation) => operation.messages)) {
    const key = message.now;
    if (key?.uidValidity === provisionalUidValidity) continue; // Not on the server yet.
    if (key?.mailbox === mailbox && key.uidValidity !== uidValidity) stale.set(keyText(key), { key, message });
  }
  const there = new Map<string, number[]>();
  await fetchList(connection, { set: '1:*', by: 'uid' }, ({ uid, size, envelope }) => {
    const name = nameOf(envelope.messageId, size);
    const uids = there.get(name);
    if (uids) uids.push(uid);
    else there.set(name, [uid]);
  });
  const moves: Move[] = [];
  for (const [text, { key, message }] of stale) {
    // Two equal mails are two: each is matched once. Without a Message-ID nothing tells one mail from another.
    const uid = message.messageId === '' ? undefined : there.get(nameOf(message.messageId, message.size))?.shift();
    if (uid === undefined) lost.add(text);
    else moves.push({ from: key, to: { mailbox, uidValidity, uid } });
  }
  operations.rename(moves);
  messages.write('operation.rematched', () => messages.reshow(moves.flatMap(({ to }) => to ?? [])));
}

function nameOf(messageId: string, size: number): string {
  return `${size} ${messageId}`;
}
