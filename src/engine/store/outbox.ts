import { assert } from '../../base/assert.ts';
import {
  type AccountId,
  accountId,
  failure,
  type OutboxId,
  outboxId,
  outboxState,
  type RecipientRecord,
  recipientRecord,
} from '../../protocol/records.ts';
import { oneOf } from '../../protocol/schema.ts';
import { assertNext, assertSound, type OutboxItem } from '../outbox/outboxItem.ts';
import type { Database, Row } from './database.ts';

export interface StoredDialogueLine {
  readonly at: number;
  readonly side: 'client' | 'server';
  readonly text: string;
}

/** What became of a recipient behind the submission server. */
export interface Fate {
  readonly fate: Exclude<RecipientRecord['fate'], ''>;
  readonly status: string;
  readonly reason: string;
  readonly at: number;
}

/**
 * Mail on its way out, in user.db. Every change is one transaction. What says that a mail is to leave, may have left or has
 * left is on disk when the call returns; what is only about its way there, or is looked up again, follows soon (ADR 0064).
 */
export class OutboxStore {
  readonly #db: Database;

  constructor(user: Database) {
    this.#db = user;
  }

  /** All but what a person took off the list, in the order of enqueuing. */
  all(): readonly OutboxItem[] {
    return this.#db.all('SELECT * FROM outbox WHERE hidden = 0 ORDER BY position').map((row) => this.#toItem(row));
  }

  find(id: OutboxId): OutboxItem | undefined {
    const row = this.#db.get('SELECT * FROM outbox WHERE id = :id AND hidden = 0', { id });
    return row && this.#toItem(row);
  }

  /** The oldest mail of an account that waits to be sent. */
  nextQueued(account: AccountId, now: number): OutboxItem | undefined {
    const row = this.#db.get(
      "SELECT * FROM outbox WHERE account = :account AND state = 'queued' AND due_at <= :now ORDER BY due_at, position",
      { account, now },
    );
    return row && this.#toItem(row);
  }

  /** Accounts with mail that waits, and when the first of it is due. */
  dueTimes(): readonly { readonly account: AccountId; readonly dueAt: number }[] {
    return this.#db
      .all("SELECT account, min(due_at) AS due FROM outbox WHERE state = 'queued' GROUP BY account")
      .map((row) => ({ account: accountId.parse(row['account']), dueAt: Number(row['due']) }));
  }

  /** Mail that leaves by itself when its time has come. */
  held(): readonly OutboxItem[] {
    return this.#db
      .all("SELECT * FROM outbox WHERE state = 'held' AND failure = '' AND hidden = 0 ORDER BY position")
      .map((row) => this.#toItem(row));
  }

  /** Mail that waits for a person's word. */
  asked(): readonly OutboxItem[] {
    return this.#db
      .all("SELECT * FROM outbox WHERE state = 'held' AND failure <> '' AND hidden = 0 ORDER BY position")
      .map((row) => this.#toItem(row));
  }

  /** Whether a mail of the account other than this one leaves by itself before `until`. */
  hasDue(account: AccountId, but: OutboxId, until: number): boolean {
    const row = this.#db.get(
      `SELECT 1 FROM outbox WHERE account = :account AND id <> :but AND state IN ('held', 'queued') AND due_at <= :until
       AND NOT (state = 'held' AND failure <> '') AND hidden = 0`,
      { account, but, until },
    );
    return row !== undefined;
  }

  /** Mail that is still held or under way, or has work left after it was sent. */
  unfinished(): readonly OutboxItem[] {
    return this.#db
      .all(
        `SELECT * FROM outbox WHERE state IN ('held', 'queued', 'sending') OR sent_copy = 'pending' OR marked = 0
         ORDER BY position`,
      )
      .map((row) => this.#toItem(row));
  }

  /** A mail made of this draft with this content: on its way, or sent already. Hidden ones count. */
  draftState(draft: string, digest: string): 'onItsWay' | 'sent' | undefined {
    if (draft === '') return undefined;
    const states = this.#db
      .all('SELECT state, position FROM outbox WHERE draft = :draft AND draft_digest = :digest', { draft, digest })
      .map((row) => String(row['state']));
    if (states.some((state) => ['held', 'queued', 'sending', 'inDoubt'].includes(state))) return 'onItsWay';
    return states.includes('sent') ? 'sent' : undefined;
  }

  /** Whether a mail of ours has this Message-ID, hidden ones included. */
  hasMessageId(messageId: string): boolean {
    return this.#db.get('SELECT 1 FROM outbox WHERE message_id = :messageId', { messageId }) !== undefined;
  }

  /** Mail of ours with one of these Message-IDs, taken off the list or not. */
  sentAs(account: AccountId, messageIds: readonly string[]): OutboxItem | undefined {
    const row = this.#db.get(
      `SELECT * FROM outbox WHERE account = :account AND message_id IN (SELECT value FROM json_each(:ids))`,
      { account, ids: JSON.stringify(messageIds) },
    );
    return row && this.#toItem(row);
  }

  /** Mail of ours by its id, taken off the list or not. */
  sentById(account: AccountId, id: string): OutboxItem | undefined {
    const row = this.#db.get('SELECT * FROM outbox WHERE account = :account AND id = :id', { account, id });
    return row && this.#toItem(row);
  }

  /** The newest mail that left since `time` for one of these recipients, in lower case. */
  lastSentTo(account: AccountId, addresses: readonly string[], time: number): OutboxItem | undefined {
    const row = this.#db.get(
      `SELECT outbox.* FROM outbox JOIN outbox_recipient AS one ON one.outbox = outbox.position
       WHERE account = :account AND finished_at >= :time AND outbox.state IN ('sent', 'failed', 'queued')
       AND one.state = 'accepted' AND lower(one.address) IN (SELECT value FROM json_each(:addresses))
       ORDER BY outbox.position DESC LIMIT 1`,
      { account, time, addresses: JSON.stringify(addresses) },
    );
    return row && this.#toItem(row);
  }

  /** Whether any mail of the account has left since `time`. */
  hasSentSince(time: number): boolean {
    return this.#db.get('SELECT 1 FROM outbox WHERE created_at >= :time', { time }) !== undefined;
  }

  /** What a report says of a recipient. A mail that came back is listed again, also where it was taken off the list. */
  setFate(id: OutboxId, address: string, fate: Fate): void {
    this.#db.write('outbox.fate', () => {
      this.#db.run(
        `UPDATE outbox_recipient SET fate = :fate, fate_status = :status, fate_reason = :reason, fate_at = :at
         WHERE address = :address AND outbox = (SELECT position FROM outbox WHERE id = :id)`,
        { id, address, ...fate },
      );
      if (fate.fate === 'bounced') this.#db.run('UPDATE outbox SET hidden = 0 WHERE id = :id', { id });
    });
  }

  isReportRead(account: AccountId, messageId: string): boolean {
    const key = { account, messageId };
    return (
      this.#db.get('SELECT 1 FROM delivery_report WHERE account = :account AND message_id = :messageId', key) !==
      undefined
    );
  }

  setReportRead(account: AccountId, messageId: string, readAt: number): void {
    this.#db.write('outbox.reportRead', () =>
      this.#db.run(
        'INSERT OR IGNORE INTO delivery_report (account, message_id, read_at) VALUES (:account, :messageId, :readAt)',
        {
          account,
          messageId,
          readAt,
        },
      ),
    );
  }

  count(): number {
    return Number(this.#db.get('SELECT count(*) AS n FROM outbox WHERE hidden = 0')?.['n'] ?? 0);
  }

  /** All of them or none. */
  insert(items: readonly OutboxItem[]): void {
    items.forEach(assertSound);
    this.#db.write('outbox.insert', () => {
      for (const item of items) this.#insert(item);
    });
  }

  #insert(item: OutboxItem): void {
    const { lastRowId } = this.#db.run(insertSql, columnsOf(item));
    item.recipients.forEach((recipient, position) => {
      this.#db.run(
        `INSERT INTO outbox_recipient (outbox, position, address, state, code, reply)
         VALUES (:outbox, :position, :address, :state, :code, :reply)`,
        { outbox: lastRowId, position, ...sendingOf(recipient) },
      );
    });
  }

  /** Writes what `before` became; nobody else may have changed it meanwhile. Both are checked. */
  save(before: OutboxItem, after: OutboxItem): void {
    if (before === after) return;
    assertNext(before, after);
    assertSound(after);
    const change = () => {
      const row = this.#db.get('SELECT * FROM outbox WHERE id = :id', { id: before.id });
      assert(row?.['state'] === before.state, 'a mail is changed from the state it is in');
      assert(row['final_dot_at'] === before.finalDotAt, 'the mark of the final dot is known to who changes a mail');
      const { id, ...columns } = columnsOf(after);
      this.#db.run(updateSql, { id, ...columns });
      after.recipients.forEach(({ state, code, reply }, position) => {
        this.#db.run(
          `UPDATE outbox_recipient SET state = :state, code = :code, reply = :reply
           WHERE outbox = :outbox AND position = :position`,
          { outbox: Number(row['position']), position, state, code, reply },
        );
      });
    };
    // A mail that is on its way and not past its mark is queued, for whoever starts anew: nothing of it has left.
    if (after.state === 'sending' && after.finalDotAt === 0) this.#db.writeSoon('outbox.save', change);
    else this.#db.write('outbox.save', change);
  }

  /** Where Sent stood before the mail left. */
  noteSentPosition(id: OutboxId, uidValidity: number, uidNext: number): void {
    this.#db.writeSoon('outbox.noteSent', () =>
      this.#db.run('UPDATE outbox SET sent_uid_validity = :uidValidity, sent_uid_next = :uidNext WHERE id = :id', {
        id,
        uidValidity,
        uidNext,
      }),
    );
  }

  setSentCopy(id: OutboxId, sentCopy: OutboxItem['sentCopy']): void {
    this.#db.writeSoon('outbox.sentCopy', () =>
      this.#db.run('UPDATE outbox SET sent_copy = :sentCopy WHERE id = :id', { id, sentCopy }),
    );
  }

  setMarked(id: OutboxId): void {
    this.#db.writeSoon('outbox.marked', () => this.#db.run('UPDATE outbox SET marked = 1 WHERE id = :id', { id }));
  }

  /** Takes it off the list; that its draft was sent is remembered. */
  hide(id: OutboxId): void {
    this.#db.write('outbox.hide', () =>
      this.#db.run("UPDATE outbox SET hidden = 1, marked = 1, dialogue = '' WHERE id = :id", { id }),
    );
  }

  /** Forgets finished mail from before `time`. */
  forgetBefore(time: number): void {
    this.#db.write('outbox.forget', () =>
      this.#db.run(
        `DELETE FROM outbox WHERE finished_at > 0 AND finished_at < :time
         AND (state = 'sent' OR state = 'cancelled' OR hidden = 1)`,
        { time },
      ),
    );
  }

  setDialogue(id: OutboxId, lines: readonly StoredDialogueLine[]): void {
    this.#db.writeSoon('outbox.dialogue', () =>
      this.#db.run('UPDATE outbox SET dialogue = :dialogue WHERE id = :id', { id, dialogue: JSON.stringify(lines) }),
    );
  }

  dialogue(id: OutboxId): readonly StoredDialogueLine[] {
    const text = String(this.#db.get('SELECT dialogue FROM outbox WHERE id = :id', { id })?.['dialogue'] ?? '');
    return text === '' ? [] : JSON.parse(text);
  }

  #toItem(row: Row): OutboxItem {
    const recipients = this.#db
      .all(
        `SELECT address, state, code, reply, fate, fate_status AS fateStatus, fate_reason AS fateReason, fate_at AS fateAt
         FROM outbox_recipient WHERE outbox = :outbox ORDER BY position`,
        { outbox: Number(row['position']) },
      )
      .map((recipient): RecipientRecord => recipientRecord.parse(recipient));
    const item = toItem(row, recipients);
    assertSound(item);
    return item;
  }
}

/** What a report says later has a call of its own: a save must not undo it. */
function sendingOf({ address, state, code, reply }: RecipientRecord) {
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

function columnsOf(item: OutboxItem) {
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
const insertSql = `
  INSERT INTO outbox (id, account, state, subject, message_id, return_path, size, eight_bit, created_at, queued_at,
    due_at, send_at, notify, attempts, final_dot_at, deferred_since, finished_at, failure, draft, draft_digest, answers, forwards,
    sent_copy, sent_uid_validity, sent_uid_next, marked, hidden, dialogue)
  VALUES (:id, :account, :state, :subject, :message_id, :return_path, :size, :eight_bit, :created_at, :queued_at,
    :due_at, :send_at, :notify, :attempts, :final_dot_at, :deferred_since, :finished_at, :failure, :draft, :draft_digest, :answers,
    :forwards, 'pending', 0, 0, 0, 0, '')`;
const updateSql = `
  UPDATE outbox SET account = :account, state = :state, subject = :subject, message_id = :message_id,
    return_path = :return_path, size = :size, eight_bit = :eight_bit, created_at = :created_at, queued_at = :queued_at,
    due_at = :due_at, send_at = :send_at, notify = :notify, attempts = :attempts, final_dot_at = :final_dot_at, deferred_since = :deferred_since,
    finished_at = :finished_at, failure = :failure, draft = :draft, draft_digest = :draft_digest, answers = :answers,
    forwards = :forwards
  WHERE id = :id`;
