import {
  type AccountId,
  accountId,
  type DeliveryMark,
  deliveryMark,
  type OutboxId,
  type RecipientRecord,
} from '../../protocol/records.ts';
import type { OutboxItem } from '../outbox/outboxItem.ts';
import type { Database } from './database.ts';
import { itemColumns, readItem } from './outboxRows.ts';

/** What became of a recipient behind the submission server. */
export interface Fate {
  readonly fate: Exclude<RecipientRecord['fate'], ''>;
  readonly status: string;
  readonly reason: string;
  readonly at: number;
}

/**
 * What became of sent mail, in user.db: found by Message-ID, whether it is still listed in the outbox or not, for as long as
 * it is remembered.
 */
export class StoryStore {
  readonly #db: Database;

  constructor(user: Database) {
    this.#db = user;
  }

  /** Mail of ours with one of these Message-IDs, its own or that of its copy, taken off the list or not. */
  sentAs(account: AccountId, messageIds: readonly string[]): readonly OutboxItem[] {
    return this.#db
      .all(
        `SELECT ${itemColumns} FROM outbox WHERE account = :account AND (message_id IN (SELECT value FROM json_each(:ids))
         OR copy_message_id <> '' AND copy_message_id IN (SELECT value FROM json_each(:ids))) ORDER BY position`,
        { account, ids: JSON.stringify(messageIds) },
      )
      .map((row) => readItem(this.#db, row));
  }

  /** Mail of ours by its id, taken off the list or not. */
  sentById(account: AccountId, id: string): OutboxItem | undefined {
    const row = this.#db.get(`SELECT ${itemColumns} FROM outbox WHERE account = :account AND id = :id`, {
      account,
      id,
    });
    return row && readItem(this.#db, row);
  }

  nameOf(id: OutboxId): { readonly account: AccountId; readonly messageId: string } | undefined {
    const row = this.#db.get('SELECT account, message_id FROM outbox WHERE id = :id', { id });
    return row && { account: accountId.parse(row['account']), messageId: String(row['message_id']) };
  }

  /** What became of an account's mails, by Message-ID: one word for each, none where nothing more is known than "sent". */
  marks(account: AccountId, messageIds: readonly string[]): ReadonlyMap<string, DeliveryMark> {
    const rows = this.#db.all(selectMarks, { account, ids: JSON.stringify(messageIds) });
    return new Map(rows.map((row) => [String(row['asked']), deliveryMark.parse(row['mark'])]));
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
    return row && readItem(this.#db, row);
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

  /** What a reader's program said; a mail that was shown is not deleted unread later. */
  setRead(id: OutboxId, address: string, readAs: Exclude<RecipientRecord['readAs'], ''>, readAt: number): void {
    this.#db.write('outbox.read', () =>
      this.#db.run(
        `UPDATE outbox_recipient SET read_as = :readAs, read_at = :readAt
         WHERE address = :address AND read_as <> 'displayed' AND outbox = (SELECT position FROM outbox WHERE id = :id)`,
        { id, address, readAs, readAt },
      ),
    );
  }

  /** In lower case: whose receipts are waited for, of mail since `time`. */
  askedForReceipts(time: number): ReadonlySet<string> {
    const rows = this.#db.all(
      `SELECT DISTINCT lower(address) AS address FROM outbox JOIN outbox_recipient AS one ON one.outbox = outbox.position
       WHERE receipt = 1 AND created_at >= :time AND one.state = 'accepted' AND read_as <> 'displayed'`,
      { time },
    );
    return new Set(rows.map((row) => String(row['address'])));
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
}

/** Of a mail that was sent more than once, the last sending counts. A mail none of which has left has no copy to mark. */
const selectMarks = `
  WITH asked (id) AS (SELECT DISTINCT value FROM json_each(:ids) WHERE value <> ''),
  sending (asked, position) AS (
    SELECT asked.id, max(outbox.position) FROM asked
    JOIN outbox ON outbox.message_id = asked.id OR outbox.copy_message_id = asked.id
    WHERE +outbox.account = :account AND outbox.state <> 'cancelled' GROUP BY asked.id
  ),
  counted AS (
    SELECT asked, count(*) AS people, sum(fate = 'bounced') AS bounced, sum(state = 'refused') AS refused,
      sum(state = 'inDoubt') AS in_doubt, sum(fate = 'delayed' OR state = 'deferred') AS delayed,
      sum(read_as <> '') AS read, sum(fate = 'delivered' OR read_as <> '') AS delivered
    FROM sending JOIN outbox_recipient ON outbox_recipient.outbox = sending.position GROUP BY asked
  ),
  marked AS (
    SELECT asked, CASE WHEN bounced > 0 THEN 'returned' WHEN refused > 0 THEN 'refused' WHEN in_doubt > 0 THEN 'inDoubt'
      WHEN delayed > 0 THEN 'delayed' WHEN read = people THEN 'read' WHEN delivered = people THEN 'delivered' END AS mark
    FROM counted
  )
  SELECT asked, mark FROM marked WHERE mark IS NOT NULL`;
