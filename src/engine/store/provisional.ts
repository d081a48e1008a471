/**
 * cache.db: rows of messages that the server does not have yet, because a copy or a new message waits in the journal. They
 * are named by the operation, under a UIDVALIDITY that no server can give; `MessageStore.rename` gives them their own.
 */
import type { Database, Row } from './database.ts';
import type { MailboxStateStore } from './mailboxState.ts';
import { type MessageStore, type NewMessage, splitFlags } from './messages.ts';
import type { Operation } from './operations.ts';
import { provisionalKey, provisionalUid, provisionalUidValidity } from './provisionalKey.ts';

export interface ProvisionalStoreDeps {
  readonly cache: Database;
  readonly mailboxes: MailboxStateStore;
  readonly messages: MessageStore;
}

export class ProvisionalStore {
  readonly #deps: ProvisionalStoreDeps;

  constructor(deps: ProvisionalStoreDeps) {
    this.#deps = deps;
  }

  /** Shows the copies of a waiting operation beside their originals. Doing so twice changes nothing. Inside a write of the cache. */
  layCopies(operation: Operation): void {
    for (const { position, now } of operation.messages) {
      const row = now && this.#deps.cache.get(selectSource, { ...now });
      if (row) this.#put(operation, toNewMessage(row, provisionalUid(operation.id, position)));
    }
  }

  /** Shows a message that waits to be stored. Inside a write of the cache. */
  layNew(operation: Operation, message: Omit<NewMessage, 'uid'>): void {
    this.#put(operation, { ...message, uid: provisionalUid(operation.id, 0) });
  }

  /** Takes an operation's rows away: it was refused or taken back. Inside a write of the cache. */
  retract(operation: Operation): void {
    const keys = operation.messages.flatMap(({ position }) => provisionalKey(operation, position) ?? []);
    this.#deps.messages.rename(keys.map((from) => ({ from, to: undefined })));
  }

  hasAny(): boolean {
    return this.#deps.cache.get(selectAny, { validity: provisionalUidValidity }) !== undefined;
  }

  /** At start: lays out what waits, and removes rows of operations that do no longer. Inside a write of the cache. */
  layMissed(waiting: readonly Operation[]): void {
    const named = new Set(
      waiting.flatMap((operation) => operation.messages.map(({ position }) => provisionalUid(operation.id, position))),
    );
    const sql = 'SELECT id, uid FROM message WHERE uid_validity = :validity';
    for (const row of this.#deps.cache.all(sql, { validity: provisionalUidValidity })) {
      if (!named.has(Number(row['uid'])))
        this.#deps.cache.run('DELETE FROM message WHERE id = :id', { id: Number(row['id']) });
    }
    for (const operation of waiting) if (operation.kind === 'copy') this.layCopies(operation);
  }

  #put(operation: Operation, message: NewMessage): void {
    const mailbox = operation.target && this.#deps.mailboxes.find(operation.target);
    if (mailbox) this.#deps.messages.put(mailbox, provisionalUidValidity, [message]);
  }
}

const selectAny = 'SELECT 1 FROM message WHERE uid_validity = :validity LIMIT 1';

const selectSource = `
  SELECT message.* FROM message JOIN mailbox ON mailbox.number = message.mailbox
  WHERE mailbox.id = :mailbox AND message.uid_validity = :uidValidity AND message.uid = :uid`;

function toNewMessage(row: Row, uid: number): NewMessage {
  return {
    uid,
    flags: splitFlags(String(row['shown_flags'])),
    sortDate: Number(row['sort_date']),
    internalDate: Number(row['internal_date']),
    size: Number(row['size']),
    messageId: String(row['message_id']),
    threadId: String(row['thread_id']),
    references: String(row['refs']),
    inReplyTo: String(row['in_reply_to']),
    from: JSON.parse(String(row['sender'])),
    to: JSON.parse(String(row['recipients'])),
    subject: String(row['subject']),
    hasAttachment: row['has_attachment'] === 1,
    searchText: String(row['search_text']),
  };
}
