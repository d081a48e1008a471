/** What came into a mailbox since its UIDNEXT was noted: how an operation that was cut off is never done twice. */
import type { ImapConnection } from '../../mail/imap/connection.ts';
import { fetchList } from '../../mail/imap/fetchList.ts';
import type { MailboxState } from '../store/mailboxState.ts';
import { keyText, type MessageKey } from '../store/messageKey.ts';
import type { Operation, OperationMessage } from '../store/operations.ts';

/** Which of the operation's messages are among those that came, by where they were: by Message-ID and size. */
export async function lookInTarget(
  connection: ImapConnection,
  operation: Operation,
  target: MailboxState,
): Promise<Map<string, MessageKey>> {
  const found = new Map<string, MessageKey>();
  const selected = await connection.select(target.path);
  if (selected.uidValidity !== operation.targetUidValidity || operation.targetUidNext === 0) return found;
  const newer: { uid: number; messageId: string; size: number }[] = [];
  await fetchList(connection, { set: `${operation.targetUidNext}:*`, by: 'uid' }, ({ uid, size, envelope }) => {
    if (uid >= operation.targetUidNext) newer.push({ uid, size, messageId: envelope.messageId });
  });
  for (const message of operation.messages) {
    const at = newer.findIndex((row) => sameMessage(row, message));
    const [row] = at < 0 ? [] : newer.splice(at, 1); // Two equal mails are two: each is matched once.
    if (row && message.now)
      found.set(keyText(message.now), { mailbox: target.id, uidValidity: selected.uidValidity, uid: row.uid });
  }
  return found;
}

function sameMessage(row: { readonly messageId: string; readonly size: number }, message: OperationMessage): boolean {
  return row.messageId === message.messageId && row.size === message.size;
}
