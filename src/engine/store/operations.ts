/** user.db: the journal of what a person did, in order, until the server has it; and as much of it after as Undo needs. */

import type { Clock } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import { type AccountId, accountId, type BatchId, batchId, type MailboxId, mailboxId } from '../../protocol/records.ts';
import type { Database, Row } from './database.ts';
import { keyText, type MessageKey } from './messageKey.ts';
import { changedFlags, type Overlay, type Shown } from './messages.ts';
import { provisionalUid } from './provisionalKey.ts';

export type OperationKind =
  | 'flag'
  | 'move'
  | 'copy'
  | 'expunge'
  | 'append'
  | 'createMailbox'
  | 'renameMailbox'
  | 'deleteMailbox';
/** `sent`: handed to the server, whose answer is not yet recorded here. */
export type OperationState = 'pending' | 'sent' | 'done' | 'refused' | 'dropped';

export interface OperationMessage {
  readonly position: number;
  /** Where it was when the person acted. */
  readonly acted: MessageKey;
  /** Where the server has it now; undefined when it moved and nobody knows where to. */
  readonly now: MessageKey | undefined;
  readonly messageId: string;
  readonly size: number;
}

export interface NewOperation {
  readonly kind: OperationKind;
  readonly target: MailboxId | null;
  /** The (new) path of the mailbox that `target` names, or the file of the message to store. */
  readonly path?: string;
  /** What a mailbox to rename was called. */
  readonly oldPath?: string;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** What the target was like when the person acted; 0 where it does not matter. */
  readonly targetUidNext?: number;
  readonly messages: readonly { readonly key: MessageKey; readonly messageId: string; readonly size: number }[];
}

export interface Operation {
  readonly id: number;
  readonly batch: BatchId;
  readonly account: AccountId;
  readonly kind: OperationKind;
  readonly state: OperationState;
  readonly target: MailboxId | null;
  readonly path: string;
  readonly oldPath: string;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** The target's state before the messages went there; 0 where not noted. */
  readonly targetUidValidity: number;
  readonly targetUidNext: number;
  readonly messages: readonly OperationMessage[];
}

/** How many operations are kept once they are settled. */
const settledKept = 500;

/** The one place that knows waiting operations; what a list shows goes through {@link show}. */
export class OperationStore implements Overlay {
  readonly #db: Database;
  readonly #clock: Clock;
  /** Waiting operations in order, and by the message they touch. */
  #waiting: readonly Operation[] = [];
  #byKey = new Map<string, Operation[]>();

  constructor({ user, clock }: { user: Database; clock: Clock }) {
    this.#db = user;
    this.#clock = clock;
    this.reload();
  }

  /** Reads what waits anew, after a start or a write that failed. */
  reload(): void {
    const rows = this.#db.all(`SELECT * FROM operation WHERE state IN ('pending', 'sent') ORDER BY id`);
    this.#setWaiting(rows.map((row) => this.#toOperation(row)));
  }

  show(key: MessageKey, flags: readonly string[]): Shown {
    let shown: Shown = { flags, mailbox: key.mailbox };
    if (this.#byKey.size === 0) return shown; // A listing asks for every row; mostly nothing waits.
    for (const { kind, target, add, remove } of this.#byKey.get(keyText(key)) ?? []) {
      if (kind === 'flag') shown = { ...shown, flags: changedFlags(shown.flags, add, remove) };
      else if (kind === 'move' || kind === 'expunge') shown = { ...shown, mailbox: target };
    }
    return shown;
  }

  waiting(account?: AccountId): readonly Operation[] {
    return account === undefined ? this.#waiting : this.#waiting.filter((operation) => operation.account === account);
  }

  /** Records a change in one transaction; durable when it returns. */
  add(account: AccountId, batch: BatchId, operations: readonly NewOperation[]): readonly Operation[] {
    const ids = this.#db.write('operation.add', () =>
      operations.map((operation) => this.#insert(account, batch, operation)),
    );
    const added = operations.map((operation, at) => asAdded(ids[at] ?? 0, { account, batch, operation }));
    this.#waiting = [...this.#waiting, ...added];
    for (const operation of added) this.#index(operation);
    return added;
  }

  /** Throws `operation.unknown`. */
  get(id: number): Operation {
    const row = this.#db.get('SELECT * FROM operation WHERE id = :id', { id });
    if (!row) throw new MailError('operation.unknown');
    return this.#toOperation(row);
  }

  ofBatch(batch: BatchId): readonly Operation[] {
    return this.#db
      .all('SELECT * FROM operation WHERE batch = :batch ORDER BY id', { batch })
      .map((row) => this.#toOperation(row));
  }

  /** Notes, before the messages go, that they go, and the target's state as it was. */
  markSent(id: number, { uidValidity, uidNext }: { readonly uidValidity: number; readonly uidNext: number }): void {
    this.#db.write('operation.sent', () =>
      this.#db.run(
        `UPDATE operation SET state = 'sent', target_uid_validity = :uidValidity, target_uid_next = :uidNext WHERE id = :id`,
        { id, uidValidity, uidNext },
      ),
    );
    this.#replace(this.get(id));
  }

  /** Gives messages of waiting operations the names that the server has for them now. Durable when it returns. */
  rename(moves: readonly Move[]): void {
    if (moves.length === 0) return;
    this.#db.write('operation.rename', () => this.#follow(moves));
    this.reload();
  }

  /** Takes an operation out of the overlay, before the cache learns the result; {@link settle} makes that durable. */
  lift(operation: Operation, moves: readonly Move[] = []): void {
    this.liftAll([operation], moves);
  }

  liftAll(lifted: readonly Operation[], moves: readonly Move[] = []): void {
    const ids = new Set(lifted.map(({ id }) => id));
    if (moves.length === 0) {
      this.#take(ids);
      return;
    }
    const renamed = new Map(moves.map(({ from, to }) => [keyText(from), to]));
    const follow = (message: OperationMessage): OperationMessage => {
      const text = message.now && keyText(message.now);
      return text !== undefined && renamed.has(text) ? { ...message, now: renamed.get(text) } : message;
    };
    this.#setWaiting(
      this.#waiting
        .filter(({ id }) => !ids.has(id))
        .map((other) => ({ ...other, messages: other.messages.map(follow) })),
    );
  }

  /** Operations that leave the rest as it is. Where much waits, indexing all of it anew costs as much as the change. */
  #take(ids: ReadonlySet<number>): void {
    const taken = this.#waiting.filter(({ id }) => ids.has(id));
    this.#waiting = this.#waiting.filter(({ id }) => !ids.has(id));
    for (const { now } of taken.flatMap(({ messages }) => messages)) {
      if (!now) continue;
      const text = keyText(now);
      const left = this.#byKey.get(text)?.filter(({ id }) => !ids.has(id)) ?? [];
      if (left.length > 0) this.#byKey.set(text, left);
      else this.#byKey.delete(text);
    }
  }

  /** Records how an operation ended, and where its messages are now. */
  settle(operation: Operation, state: 'done' | 'refused' | 'dropped', moves: readonly Move[] = []): void {
    this.settleAll([operation], state, moves);
  }

  /** The same for operations that went as one, in one transaction. */
  settleAll(settled: readonly Operation[], state: 'done' | 'refused' | 'dropped', moves: readonly Move[] = []): void {
    this.#db.write('operation.settle', () => {
      for (const { id } of settled) this.#db.run('UPDATE operation SET state = :state WHERE id = :id', { id, state });
      this.#follow(moves);
      this.#db.run(`DELETE FROM operation WHERE state NOT IN ('pending', 'sent') AND id <= :old`, {
        old: Math.max(...settled.map(({ id }) => id)) - settledKept,
      });
    });
  }

  /** A copy is done: from here on its messages name the copies, which is what Undo takes away. `moves`: of other operations. */
  settleCopy(operation: Operation, copies: ReadonlyMap<number, MessageKey>, moves: readonly Move[]): void {
    this.#db.write('operation.settle', () => {
      this.#follow(moves);
      this.#db.run(`UPDATE operation SET state = 'done' WHERE id = :id`, { id: operation.id });
      for (const { position } of operation.messages) {
        const to = copies.get(position);
        this.#db.run(
          `UPDATE operation_message SET now_mailbox = :mailbox, now_uid_validity = :validity, now_uid = :uid
           WHERE operation = :id AND position = :position`,
          {
            ...{ id: operation.id, position, mailbox: to?.mailbox ?? operation.target ?? '' },
            ...{ validity: to?.uidValidity ?? 0, uid: to?.uid ?? 0 },
          },
        );
      }
    });
  }

  /** Where a message that once had this name is now; the name itself when it never moved. */
  resolve(key: MessageKey): MessageKey | undefined {
    const row = this.#db.get(
      `SELECT now_mailbox, now_uid_validity, now_uid FROM operation_message JOIN operation ON operation.id = operation
       WHERE operation_message.mailbox = :mailbox AND uid_validity = :uidValidity AND uid = :uid AND kind = 'move'
       ORDER BY operation DESC LIMIT 1`,
      { mailbox: key.mailbox, uidValidity: key.uidValidity, uid: key.uid },
    );
    if (!row) return key;
    return nowKey(row);
  }

  #follow(moves: readonly Move[]): void {
    for (const { from, to } of moves) {
      this.#db.run(
        `UPDATE operation_message SET now_mailbox = :toMailbox, now_uid_validity = :toValidity, now_uid = :toUid
         WHERE now_mailbox = :mailbox AND now_uid_validity = :validity AND now_uid = :uid`,
        {
          ...{ mailbox: from.mailbox, validity: from.uidValidity, uid: from.uid },
          ...{ toMailbox: to?.mailbox ?? from.mailbox, toValidity: to?.uidValidity ?? 0, toUid: to?.uid ?? 0 },
        },
      );
    }
  }

  #insert(account: AccountId, batch: BatchId, operation: NewOperation): number {
    const { kind, target, path, add, remove, messages } = operation;
    const { lastRowId } = this.#db.run(
      `INSERT INTO operation (batch, account, kind, state, target, path, old_path, add_flags, remove_flags, target_uid_validity, target_uid_next, created_at)
       VALUES (:batch, :account, :kind, 'pending', :target, :path, :oldPath, :add, :remove, 0, :uidNext, :now)`,
      {
        batch,
        account,
        kind,
        target: target ?? '',
        path: path ?? '',
        oldPath: operation.oldPath ?? '',
        uidNext: operation.targetUidNext ?? 0,
        add: add.join(' '),
        remove: remove.join(' '),
        now: this.#clock.now(),
      },
    );
    this.#db.runEach(
      insertMessage,
      messages.map(({ key, messageId, size }, position) => {
        const { mailbox, uidValidity, uid } = nameOf(kind, lastRowId, key, position);
        return [lastRowId, position, mailbox, uidValidity, uid, messageId, size, mailbox, uidValidity, uid];
      }),
    );
    return lastRowId;
  }

  #replace(operation: Operation): void {
    this.#setWaiting(this.#waiting.map((other) => (other.id === operation.id ? operation : other)));
  }

  #setWaiting(waiting: readonly Operation[]): void {
    this.#waiting = waiting;
    this.#byKey = new Map();
    for (const operation of waiting) this.#index(operation);
  }

  #index(operation: Operation): void {
    for (const { now } of operation.messages) {
      if (!now) continue;
      const text = keyText(now);
      const list = this.#byKey.get(text);
      if (list) list.push(operation);
      else this.#byKey.set(text, [operation]);
    }
  }

  #toOperation(row: Row): Operation {
    const id = Number(row['id']);
    const messages = this.#db.all('SELECT * FROM operation_message WHERE operation = :id ORDER BY position', { id });
    const target = String(row['target']);
    return {
      id,
      batch: batchId.parse(row['batch']),
      account: accountId.parse(row['account']),
      kind: kinds[String(row['kind'])] ?? 'flag',
      state: states[String(row['state'])] ?? 'pending',
      target: target === '' ? null : mailboxId.parse(target),
      path: String(row['path']),
      oldPath: String(row['old_path']),
      add: words(row['add_flags']),
      remove: words(row['remove_flags']),
      targetUidValidity: Number(row['target_uid_validity']),
      targetUidNext: Number(row['target_uid_next']),
      messages: messages.map(toMessage),
    };
  }
}

/** A message that the server gave another name; `to` undefined: it is gone, or nobody knows where. */
export interface Move {
  readonly from: MessageKey;
  readonly to: MessageKey | undefined;
}

interface Adding {
  readonly account: AccountId;
  readonly batch: BatchId;
  readonly operation: NewOperation;
}

/** A change as the journal has it once it is written: reading ten thousand rows back would cost as much again. */
function asAdded(id: number, { account, batch, operation }: Adding): Operation {
  const { kind, target, path = '', oldPath = '', add, remove, targetUidNext = 0 } = operation;
  const messages = operation.messages.map(({ key, messageId, size }, position) => {
    const now = nameOf(kind, id, key, position);
    return { position, acted: now, now, messageId, size };
  });
  const known = { id, account, batch, kind, target, path, oldPath, add, remove, targetUidNext, messages };
  return { ...known, state: 'pending', targetUidValidity: 0 };
}

/** A message that is stored anew gets its name from its operation. */
function nameOf(
  kind: OperationKind,
  id: number,
  { mailbox, uidValidity, uid }: MessageKey,
  position: number,
): MessageKey {
  return { mailbox, uidValidity, uid: kind === 'append' ? provisionalUid(id, position) : uid };
}

const insertMessage = `
  INSERT INTO operation_message (operation, position, mailbox, uid_validity, uid, message_id, size, now_mailbox, now_uid_validity, now_uid)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const kinds: { readonly [kind: string]: OperationKind } = {
  ...{ flag: 'flag', move: 'move', copy: 'copy', expunge: 'expunge', append: 'append' },
  ...{ createMailbox: 'createMailbox', renameMailbox: 'renameMailbox', deleteMailbox: 'deleteMailbox' },
};
const states: { readonly [state: string]: OperationState } = {
  ...{ pending: 'pending', sent: 'sent', done: 'done' },
  ...{ refused: 'refused', dropped: 'dropped' },
};

function toMessage(row: Row): OperationMessage {
  return {
    position: Number(row['position']),
    acted: {
      mailbox: mailboxId.parse(row['mailbox']),
      uidValidity: Number(row['uid_validity']),
      uid: Number(row['uid']),
    },
    now: nowKey(row),
    messageId: String(row['message_id']),
    size: Number(row['size']),
  };
}

function nowKey(row: Row): MessageKey | undefined {
  const uid = Number(row['now_uid']);
  if (uid === 0) return undefined;
  return { mailbox: mailboxId.parse(row['now_mailbox']), uidValidity: Number(row['now_uid_validity']), uid };
}

function words(column: unknown): readonly string[] {
  const text = String(column);
  return text === '' ? [] : text.split(' ');
}
