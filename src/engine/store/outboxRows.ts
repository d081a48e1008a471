import {
  accountId,
  failure,
  outboxId,
  outboxState,
  type RecipientRecord,
  recipientRecord,
} from '../../protocol/records.ts';
import { oneOf } from '../../protocol/schema.ts';
import { assertSound, type OutboxItem } from '../outbox/outboxItem.ts';
import type { Database, Row } from './database.ts';

/** What {@link readItem} wants of a row: all but the dialogue, which is longer than the rest together. */
export const itemColumns = `outbox.position, id, account, outbox.state, subject, message_id, return_path, size, eight_bit,
  created_at, queued_at, due_at, send_at, notify, receipt, attempts, final_dot_at, deferred_since, finished_at, failure,
  sent_copy, sent_uid_validity, sent_uid_next, draft, draft_digest, answers, forwards, marked`;

const recipientColumns = `address, state, code, reply, fate, fate_status AS fateStatus, fate_reason AS fateReason,
  fate_at AS fateAt, read_as AS readAs, read_at AS readAt`;

/** A row of `outbox` with its recipients, checked. */
export function readItem(db: Database, row: Row): OutboxItem {
  const recipients = db.all(
    `SELECT ${recipientColumns} FROM outbox_recipient WHERE outbox = :outbox ORDER BY position`,
    { outbox: Number(row['position']) },
  );
  return itemOf(row, recipients);
}

/** As {@link readItem} for many: their recipients in one query. */
export function readItems(db: Database, rows: readonly Row[]): readonly OutboxItem[] {
  const positions = JSON.stringify(rows.map((row) => Number(row['position'])));
  const recipients = db.all(
    `SELECT outbox, ${recipientColumns} FROM outbox_recipient
     WHERE outbox IN (SELECT value FROM json_each(:positions)) ORDER BY outbox, position`,
    { positions },
  );
  const byMail = Map.groupBy(recipients, (recipient) => recipient['outbox']);
  return rows.map((row) => itemOf(row, byMail.get(row['position']) ?? []));
}

function itemOf(row: Row, found: readonly Row[]): OutboxItem {
  const recipients = found.map((recipient): RecipientRecord => recipientRecord.parse(recipient));
  const item = toItem(row, recipients);
  assertSound(item);
  return item;
}

/** What a report says later has a call of its own: a save must not undo it. */
export function sendingOf({ address, state, code, reply }: RecipientRecord) {
  return { address, state, code, reply };
}

const sentCopyState = oneOf('pending', 'saved', 'failed', 'none');

function toItem(row: Row, recipients: readonly RecipientRecord[]): OutboxItem {
  const text = (column: string) => String(row[column]);
  const number = (column: string) => Number(row[column]);
  return {
    id: outboxId.parse(row['id']),
    account: accountId.parse(row['account']),
    state: outboxState.parse(row['state']),
    subject: text('subject'),
    messageId: text('message_id'),
    returnPath: text('return_path'),
    size: number('size'),
    eightBit: number('eight_bit') === 1,
    recipients,
    createdAt: number('created_at'),
    queuedAt: number('queued_at'),
    dueAt: number('due_at'),
    sendAt: number('send_at'),
    notify: text('notify'),
    receipt: number('receipt') === 1,
    attempts: number('attempts'),
    finalDotAt: number('final_dot_at'),
    deferredSince: number('deferred_since'),
    finishedAt: number('finished_at'),
    failure: text('failure') === '' ? null : failure.parse(JSON.parse(text('failure'))),
    sentCopy: sentCopyState.parse(row['sent_copy']),
    sentUidValidity: number('sent_uid_validity'),
    sentUidNext: number('sent_uid_next'),
    draft: text('draft'),
    draftDigest: text('draft_digest'),
    answers: JSON.parse(text('answers')),
    forwards: JSON.parse(text('forwards')),
    marked: number('marked') === 1,
  };
}

export function columnsOf(item: OutboxItem) {
  return {
    id: item.id,
    account: item.account,
    state: item.state,
    subject: item.subject,
    message_id: item.messageId,
    return_path: item.returnPath,
    size: item.size,
    eight_bit: item.eightBit ? 1 : 0,
    created_at: item.createdAt,
    queued_at: item.queuedAt,
    due_at: item.dueAt,
    send_at: item.sendAt,
    notify: item.notify,
    receipt: item.receipt ? 1 : 0,
    attempts: item.attempts,
    final_dot_at: item.finalDotAt,
    deferred_since: item.deferredSince,
    finished_at: item.finishedAt,
    failure: item.failure === null ? '' : JSON.stringify(item.failure),
    draft: item.draft,
    draft_digest: item.draftDigest,
    answers: JSON.stringify(item.answers),
    forwards: JSON.stringify(item.forwards),
  };
}

/** Sent copy, marks and dialogue have calls of their own: what runs after sending must not be undone by a save. */
export const insertSql = `
  INSERT INTO outbox (id, account, state, subject, message_id, return_path, size, eight_bit, created_at, queued_at,
    due_at, send_at, notify, receipt, attempts, final_dot_at, deferred_since, finished_at, failure, draft, draft_digest, answers, forwards,
    sent_copy, sent_uid_validity, sent_uid_next, marked, hidden, dialogue)
  VALUES (:id, :account, :state, :subject, :message_id, :return_path, :size, :eight_bit, :created_at, :queued_at,
    :due_at, :send_at, :notify, :receipt, :attempts, :final_dot_at, :deferred_since, :finished_at, :failure, :draft, :draft_digest, :answers,
    :forwards, 'pending', 0, 0, 0, 0, '')`;
export const updateSql = `
  UPDATE outbox SET account = :account, state = :state, subject = :subject, message_id = :message_id,
    return_path = :return_path, size = :size, eight_bit = :eight_bit, created_at = :created_at, queued_at = :queued_at,
    due_at = :due_at, send_at = :send_at, notify = :notify, receipt = :receipt, attempts = :attempts, final_dot_at = :final_dot_at, deferred_since = :deferred_since,
    finished_at = :finished_at, failure = :failure, draft = :draft, draft_digest = :draft_digest, answers = :answers,
    forwards = :forwards
  WHERE id = :id`;
