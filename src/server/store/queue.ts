import type { Notify } from '../../mail/wire/smtp/rcpt.ts';
import type { Database, Row } from './database.ts';

/**
 * `queued`: not tried yet, or to be tried at once. `deferred`: tried, and again at `nextAttemptAt`. `held`: until somebody
 * releases it. The others are over; they are shown until all recipients of the mail are.
 */
export const queueStates = ['queued', 'deferred', 'held', 'delivered', 'bounced'] as const;
export type QueueState = (typeof queueStates)[number];

/** A mail for the queue, and who of its recipients lives elsewhere. */
export interface NewQueued {
  readonly contentId: number;
  /** Header lines above the content. */
  readonly stamp: Uint8Array;
  readonly size: number;
  /** Empty for a report. */
  readonly returnPath: string;
  /** ENVID (RFC 3461 §4.4), or empty. */
  readonly envelopeId: string;
  readonly queuedAt: number;
  readonly expiresAt: number;
  readonly recipients: readonly NewQueuedRecipient[];
}

export interface NewQueuedRecipient {
  readonly address: string;
  /** Empty where the client did not say. */
  readonly notify: readonly Notify[];
  /** ORCPT as `type;address`, or empty. */
  readonly originalRecipient: string;
}

export interface QueuedMessage {
  readonly id: number;
  readonly returnPath: string;
  readonly envelopeId: string;
  readonly size: number;
  readonly queuedAt: number;
  readonly expiresAt: number;
}

export interface QueuedRecipient extends NewQueuedRecipient {
  readonly id: number;
  readonly messageId: number;
  readonly domain: string;
  readonly state: QueueState;
  readonly attempts: number;
  /** Milliseconds since 1970, as all times here. */
  readonly nextAttemptAt: number;
  /** 0: never. */
  readonly lastAttemptAt: number;
  /** What the other server said last, or why none was reached. */
  readonly reply: string;
  /** The sender was told that it takes long. */
  readonly delayTold: boolean;
}

/** What became of a recipient. */
export type Settled = Omit<QueuedRecipient, 'messageId' | 'domain' | keyof NewQueuedRecipient>;

export interface QueuePage {
  readonly offset?: number;
  readonly limit?: number;
  readonly state?: QueueState;
  /** Part of a recipient's address or of the return path. */
  readonly search?: string;
}

const isWaiting = `state IN ('queued', 'deferred')`;

/** Mail on its way to other servers. All that changes runs inside {@link Database.write}. */
export class QueueStore {
  readonly #db: Database;

  constructor({ db }: { readonly db: Database }) {
    this.#db = db;
  }

  /** Gives the id of the mail. */
  add({ recipients, ...message }: NewQueued): number {
    const messageId = this.#db.run(
      `INSERT INTO queued_message (content_id, stamp, size, return_path, envelope_id, queued_at, expires_at)
       VALUES (:contentId, :stamp, :size, :returnPath, :envelopeId, :queuedAt, :expiresAt)`,
      { ...message },
    );
    for (const { address, notify, originalRecipient } of recipients) {
      this.#db.run(
        `INSERT INTO queued_recipient (message_id, address, domain, notify, original_recipient, state, next_attempt_at)
         VALUES (:messageId, :address, :domain, :notify, :originalRecipient, 'queued', :nextAttemptAt)`,
        {
          ...{ messageId, address, originalRecipient, notify: notify.join(',') },
          domain: address.slice(address.lastIndexOf('@') + 1).toLowerCase(),
          nextAttemptAt: message.queuedAt,
        },
      );
    }
    return messageId;
  }

  /** Domains to which something is to leave by now. */
  dueDomains(now: number): string[] {
    const sql = `SELECT DISTINCT domain FROM queued_recipient WHERE ${isWaiting} AND next_attempt_at <= :now ORDER BY domain`;
    return this.#db.all(sql, { now }).map((row) => String(row['domain']));
  }

  /** When the next one that is not due yet will be; undefined where none waits. */
  nextAttemptAfter(now: number): number | undefined {
    const sql = `SELECT min(next_attempt_at) AS at FROM queued_recipient WHERE ${isWaiting} AND next_attempt_at > :now`;
    const at = this.#db.get(sql, { now })?.['at'];
    return at === null || at === undefined ? undefined : Number(at);
  }

  /** The mail of the recipient in this domain that has been due for longest. */
  firstDue(domain: string, now: number): number | undefined {
    const row = this.#db.get(
      `SELECT message_id FROM queued_recipient WHERE domain = :domain AND ${isWaiting} AND next_attempt_at <= :now
       ORDER BY next_attempt_at, id LIMIT 1`,
      { domain, now },
    );
    return row && Number(row['message_id']);
  }

  /** Those of the mail's recipients who are due. */
  dueOf(messageId: number, now: number): QueuedRecipient[] {
    const sql = `SELECT * FROM queued_recipient WHERE message_id = :messageId AND ${isWaiting} AND next_attempt_at <= :now
      ORDER BY id`;
    return this.#db.all(sql, { messageId, now }).map(toRecipient);
  }

  message(id: number): QueuedMessage | undefined {
    const row = this.#db.get('SELECT * FROM queued_message WHERE id = :id', { id });
    return row && toMessage(row);
  }

  /** The whole mail, its stamp on top; or no more than its first `max` bytes. */
  bytes(id: number, max = Number.MAX_SAFE_INTEGER): Uint8Array {
    const row = this.#db.get(
      `SELECT stamp, substr(bytes, 1, :max) AS bytes FROM queued_message
       JOIN content ON content.id = content_id WHERE queued_message.id = :id`,
      { id, max },
    );
    const pieces = [row?.['stamp'], row?.['bytes']].filter((piece) => piece instanceof Uint8Array);
    return Buffer.concat(pieces).subarray(0, max);
  }

  recipient(id: number): QueuedRecipient | undefined {
    const row = this.#db.get('SELECT * FROM queued_recipient WHERE id = :id', { id });
    return row && toRecipient(row);
  }

  /** Newest first. */
  page({ offset = 0, limit = 100, state, search = '' }: QueuePage): {
    readonly recipients: readonly (QueuedRecipient & { readonly message: QueuedMessage })[];
    readonly total: number;
  } {
    const from = `FROM queued_recipient JOIN queued_message ON queued_message.id = message_id
      WHERE (:state = '' OR state = :state) AND (:search = '' OR instr(lower(address), :search) > 0
      OR instr(lower(return_path), :search) > 0)`;
    const wanted = { state: state ?? '', search: search.toLowerCase() };
    const sql = `SELECT queued_recipient.* ${from} ORDER BY queued_recipient.id DESC LIMIT :limit OFFSET :offset`;
    const recipients = this.#db.all(sql, { ...wanted, limit, offset }).map(toRecipient);
    const messages = new Map<number, QueuedMessage | undefined>();
    for (const { messageId } of recipients)
      if (!messages.has(messageId)) messages.set(messageId, this.message(messageId));
    return {
      recipients: recipients.flatMap((one) => {
        const message = messages.get(one.messageId);
        return message ? [{ ...one, message }] : [];
      }),
      total: Number(this.#db.get(`SELECT count(*) AS total ${from}`, wanted)?.['total'] ?? 0),
    };
  }

  /** An attempt begins; should it never end, it does not count. */
  begin(recipients: readonly { readonly id: number }[], now: number): void {
    for (const { id } of recipients)
      this.#db.run('UPDATE queued_recipient SET last_attempt_at = :now WHERE id = :id', { id, now });
  }

  /** Who was held while an attempt was under way stays so if that failed. */
  settle({ id, state, attempts, nextAttemptAt, lastAttemptAt, reply, delayTold }: Settled): void {
    this.#db.run(
      `UPDATE queued_recipient SET attempts = :attempts,
       state = CASE WHEN state = 'held' AND :state = 'deferred' THEN 'held' ELSE :state END, next_attempt_at = :nextAttemptAt,
       last_attempt_at = :lastAttemptAt, reply = :reply, delay_told = :delayTold WHERE id = :id`,
      { id, state, attempts, nextAttemptAt, lastAttemptAt, reply, delayTold: delayTold ? 1 : 0 },
    );
  }

  /** Others who are due in this domain wait as well: their server was not reached just now. */
  postpone(domain: string, { now, until, reply }: { now: number; until: number; reply: string }): void {
    this.#db.run(
      `UPDATE queued_recipient SET state = 'deferred', next_attempt_at = :until, reply = :reply
       WHERE domain = :domain AND ${isWaiting} AND next_attempt_at <= :now`,
      { domain, now, until, reply },
    );
  }

  remove(recipientId: number): void {
    this.#db.run('DELETE FROM queued_recipient WHERE id = :recipientId', { recipientId });
  }

  /** Forgets the mail once nobody waits for it. */
  forgetWhenOver(messageId: number): void {
    this.#db.run(
      `DELETE FROM queued_message WHERE id = :messageId AND NOT EXISTS (SELECT 1 FROM queued_recipient
       WHERE message_id = :messageId AND state IN ('queued', 'deferred', 'held'))`,
      { messageId },
    );
  }
}

function toMessage(row: Row): QueuedMessage {
  return {
    id: Number(row['id']),
    returnPath: String(row['return_path']),
    envelopeId: String(row['envelope_id']),
    size: Number(row['size']),
    queuedAt: Number(row['queued_at']),
    expiresAt: Number(row['expires_at']),
  };
}

function toRecipient(row: Row): QueuedRecipient {
  const notify = ['NEVER', 'SUCCESS', 'FAILURE', 'DELAY'] as const;
  const wishes = String(row['notify']).split(',');
  return {
    id: Number(row['id']),
    messageId: Number(row['message_id']),
    address: String(row['address']),
    domain: String(row['domain']),
    notify: notify.filter((wish) => wishes.includes(wish)),
    originalRecipient: String(row['original_recipient']),
    state: queueStates.find((state) => state === row['state']) ?? 'held',
    attempts: Number(row['attempts']),
    nextAttemptAt: Number(row['next_attempt_at']),
    lastAttemptAt: Number(row['last_attempt_at']),
    reply: String(row['reply']),
    delayTold: row['delay_told'] === 1,
  };
}
