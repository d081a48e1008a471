import type { AccountId, MessageId } from '../../protocol/records.ts';
import type { Database } from './database.ts';
import { selectMessage, toMessageRow } from './messageLists.ts';

/** A mail that may be a report of delivery, as its row tells. */
export interface ReportCandidate {
  readonly id: MessageId;
  readonly account: AccountId;
  readonly from: string;
  readonly subject: string;
  /** With angle brackets; '' without. */
  readonly messageId: string;
  readonly receivedAt: number;
  readonly size: number;
}

/** What came lately, from cache.db: where reports of delivery are looked for. */
export class ReportCandidates {
  readonly #db: Database;

  constructor(cache: Database) {
    this.#db = cache;
  }

  /** Newest first: what came since `time` into mailboxes where mail comes in. */
  since(time: number, limit: number): readonly ReportCandidate[] {
    return this.#db
      .all(
        `${selectMessage} WHERE shown.special_use IN ('inbox', '', 'junk', 'all') AND message.internal_date >= :time
         AND message.id >= :from ORDER BY message.id DESC LIMIT :limit`,
        { time, from: Math.floor(time / 1_000 - aDay) * 2 ** 20, limit },
      )
      .map((row) => {
        const { id, account, from, subject } = toMessageRow(row);
        return {
          ...{ id, account, subject, from: from[0]?.address ?? '' },
          messageId: String(row['message_id']),
          receivedAt: Number(row['internal_date']),
          size: Number(row['size']),
        };
      });
  }
}

/** A report's own Date may be behind the moment it came, s. */
const aDay = 86_400;
