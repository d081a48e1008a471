import { assert } from '../../base/assert.ts';
import { type AccountId, accountId, type OutboxId } from '../../protocol/records.ts';
import { assertNext, assertSound, type OutboxItem } from '../outbox/outboxItem.ts';
import type { Database } from './database.ts';
import { GroupedWrites } from './groupedWrites.ts';
import { columnsOf, insertSql, itemColumns, readItem, readItems, sendingOf, updateSql } from './outboxRows.ts';

export interface StoredDialogueLine {
  readonly at: number;
  readonly side: 'client' | 'server';
  readonly text: string;
}

/**
 * Mail on its way out, in user.db. Every change is one transaction. What says that a mail is to leave, may have left or has
 * left is on disk when the call returns; what is only about its way there, or is looked up again, follows soon (ADR 0064).
 */
export class OutboxStore {
  readonly #db: Database;
  readonly #together: GroupedWrites;

  constructor(user: Database) {
    this.#db = user;
    this.#together = new GroupedWrites(user);
  }

  /** All but what a person took off the list, in the order of enqueuing. */
  all(): readonly OutboxItem[] {
    return readItems(
      this.#db,
      this.#db.all(`SELECT ${itemColumns} FROM outbox WHERE hidden = 0 ORDER BY outbox.position`),
    );
  }

  find(id: OutboxId): OutboxItem | undefined {
    const row = this.#db.get(`SELECT ${itemColumns} FROM outbox WHERE id = :id AND hidden = 0`, { id });
    return row && readItem(this.#db, row);
  }

  /** The oldest mail of an account that waits to be sent. */
  nextQueued(account: AccountId, now: number): OutboxItem | undefined {
    const row = this.#db.get(
      `SELECT ${itemColumns} FROM outbox WHERE state = 'queued' AND account = :account AND due_at <= :now
       ORDER BY due_at, outbox.position LIMIT 1`,
      { account, now },
    );
    return row && readItem(this.#db, row);
  }

  /** How many mails of an account wait to be sent; counted to `max`. */
  countDue(account: AccountId, now: number, max: number): number {
    const row = this.#db.get(
      `SELECT count(*) AS n FROM
       (SELECT 1 FROM outbox WHERE account = :account AND state = 'queued' AND due_at <= :now LIMIT :max)`,
      { account, now, max },
    );
    return Number(row?.['n'] ?? 0);
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
      .all(
        `SELECT ${itemColumns} FROM outbox WHERE state = 'held' AND failure = '' AND hidden = 0 ORDER BY outbox.position`,
      )
      .map((row) => readItem(this.#db, row));
  }

  /** Mail that waits for a person's word. */
  asked(): readonly OutboxItem[] {
    return this.#db
      .all(
        `SELECT ${itemColumns} FROM outbox WHERE state = 'held' AND failure <> '' AND hidden = 0 ORDER BY outbox.position`,
      )
      .map((row) => readItem(this.#db, row));
  }

  /** Whether a mail of the account other than this one leaves by itself before `until`. */
  hasDue(account: AccountId, but: OutboxId, until: number): boolean {
    const row = this.#db.get(
      `SELECT 1 FROM outbox WHERE account = :account AND id <> :but AND state IN ('held', 'queued') AND due_at <= :until
       AND NOT (state = 'held' AND failure <> '') AND hidden = 0 LIMIT 1`,
      { account, but, until },
    );
    return row !== undefined;
  }

  /** Mail that is still held or under way, or has work left after it was sent. */
  unfinished(): readonly OutboxItem[] {
    return this.#db
      .all(
        `SELECT ${itemColumns} FROM outbox WHERE state IN ('held', 'queued', 'sending') OR sent_copy = 'pending' OR marked = 0
         ORDER BY outbox.position`,
      )
      .map((row) => readItem(this.#db, row));
  }

  /** A mail made of this draft with this content: on its way, or sent already. Hidden ones count. */
  draftState(draft: string, digest: string): 'onItsWay' | 'sent' | undefined {
    if (draft === '') return undefined;
    const states = this.#db
      .all("SELECT state, position FROM outbox WHERE draft <> '' AND draft = :draft AND draft_digest = :digest", {
        draft,
        digest,
      })
      .map((row) => String(row['state']));
    if (states.some((state) => ['held', 'queued', 'sending', 'inDoubt'].includes(state))) return 'onItsWay';
    return states.includes('sent') ? 'sent' : undefined;
  }

  /** Whether a mail of ours has this Message-ID, hidden ones included. */
  hasMessageId(messageId: string): boolean {
    return this.#db.get('SELECT 1 FROM outbox WHERE message_id = :messageId', { messageId }) !== undefined;
  }

  count(): number {
    return Number(this.#db.get('SELECT count(*) AS n FROM outbox WHERE hidden = 0')?.['n'] ?? 0);
  }

  /** All of them or none; resolves once they are on disk. */
  async insert(items: readonly OutboxItem[]): Promise<void> {
    items.forEach(assertSound);
    await this.#together.write('outbox.insert', () => {
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
    const change = () => this.#change(before, after);
    // A mail that is on its way and not past its mark is queued, for whoever starts anew: nothing of it has left.
    if (after.state === 'sending' && after.finalDotAt === 0) this.#db.writeSoon('outbox.save', change);
    else this.#db.write('outbox.save', change);
  }

  /**
   * As {@link save}, and the disk is waited for together with what others write in the same turn. `next` is asked when it is
   * written, with the mail as it then is; what it throws is thrown, and the mail stays as it was.
   */
  saveTogether(id: OutboxId, next: (item: OutboxItem | undefined) => OutboxItem | undefined): Promise<void> {
    return this.#together.write('outbox.save', () => {
      const before = this.find(id);
      const after = next(before);
      if (before && after && after !== before) this.#change(before, after);
    });
  }

  #change(before: OutboxItem, after: OutboxItem): void {
    assertNext(before, after);
    assertSound(after);
    const row = this.#db.get('SELECT position, state, final_dot_at FROM outbox WHERE id = :id', { id: before.id });
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

  setSentCopy(id: OutboxId, sentCopy: OutboxItem['sentCopy']): Promise<void> {
    return this.#together.writeSoon('outbox.sentCopy', () =>
      this.#db.run('UPDATE outbox SET sent_copy = :sentCopy WHERE id = :id', { id, sentCopy }),
    );
  }

  /** The copy in Sent has a Message-ID of the server's: by it the story is found. */
  setCopyMessageId(id: OutboxId, messageId: string): void {
    this.#db.writeSoon('outbox.copyMessageId', () =>
      this.#db.run('UPDATE outbox SET copy_message_id = :messageId WHERE id = :id', { id, messageId }),
    );
  }

  setMarked(id: OutboxId): Promise<void> {
    return this.#together.writeSoon('outbox.marked', () =>
      this.#db.run('UPDATE outbox SET marked = 1 WHERE id = :id', { id }),
    );
  }

  /** Takes it off the list; that its draft was sent is remembered, and its story can be read at its copy in Sent. */
  hide(id: OutboxId): void {
    this.#db.write('outbox.hide', () =>
      this.#db.run('UPDATE outbox SET hidden = 1, marked = 1 WHERE id = :id', { id }),
    );
  }

  /** Takes finished mail from before `time` off the list, and its dialogue; forgets what is from before `storyTime`. */
  forgetBefore(time: number, storyTime: number): void {
    const isOver = "finished_at > 0 AND finished_at < :time AND (state = 'sent' OR state = 'cancelled' OR hidden = 1)";
    this.#db.write('outbox.forget', () => {
      this.#db.run(`UPDATE outbox SET hidden = 1, dialogue = '' WHERE dialogue <> '' AND ${isOver}`, { time });
      this.#db.run(`DELETE FROM outbox WHERE ${isOver}`, { time: storyTime });
    });
  }

  setDialogue(id: OutboxId, lines: readonly StoredDialogueLine[]): Promise<void> {
    const dialogue = JSON.stringify(lines);
    return this.#together.writeSoon('outbox.dialogue', () =>
      this.#db.run('UPDATE outbox SET dialogue = :dialogue WHERE id = :id', { id, dialogue }),
    );
  }

  /** Also of mail that was taken off the list; undefined for what is not remembered. */
  dialogue(id: OutboxId): readonly StoredDialogueLine[] | undefined {
    const row = this.#db.get('SELECT dialogue FROM outbox WHERE id = :id', { id });
    if (!row) return undefined;
    return row['dialogue'] === '' ? [] : JSON.parse(String(row['dialogue']));
  }
}
