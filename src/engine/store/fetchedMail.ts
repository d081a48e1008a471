/**
 * mail.db: what was fetched from servers that only hand out mail (POP3), by the server's unique ids. A message and its
 * unique id are written together: whatever ends the engine, a message is fetched once or again, and here once.
 */
import type { AccountId, MailboxId } from '../../protocol/records.ts';
import type { LocalMailStore, NewLocalMessage } from './localMail.ts';

export interface FetchedMessage extends NewLocalMessage {
  readonly uniqueId: string;
  /** SHA-256 of the bytes. */
  readonly digest: Uint8Array;
}

/** What is to be removed from the server. Days count from when a message was fetched. */
export interface RemovalRule {
  readonly leaveOnServer: boolean;
  readonly afterDays: number | undefined;
  /** What is in the Trash here or gone for good goes there too. */
  readonly whenDeletedHere: boolean;
}

export class FetchedMailStore {
  readonly #mail: LocalMailStore;

  constructor({ mail }: { readonly mail: LocalMailStore }) {
    this.#mail = mail;
  }

  /** When the account's server was last heard to the end, ms; 0: never. */
  fetchedAt(account: AccountId): number {
    const row = this.#mail.db.get('SELECT fetched_at FROM account WHERE id = :account', { account });
    return Number(row?.['fetched_at'] ?? 0);
  }

  noteFetched(account: AccountId, at: number): void {
    const db = this.#mail.db;
    db.writeSoon('fetched.at', () =>
      db.run('UPDATE account SET fetched_at = :at WHERE id = :account', { account, at }),
    );
  }

  /** Every unique id whose message was ever fetched. */
  uniqueIds(account: AccountId): ReadonlySet<string> {
    const rows = this.#mail.db.all('SELECT unique_id FROM fetched WHERE account = :account', { account });
    return new Set(rows.map((row) => String(row['unique_id'])));
  }

  /**
   * Takes messages in, with their unique ids, on disk when it returns. `present`: the unique ids that the server has now.
   * One that has the very bytes of a message whose unique id the server no longer knows is that message under another
   * name, as after a move of the maildrop: it is not stored again. Gives how many are new.
   */
  add(
    account: AccountId,
    inbox: MailboxId,
    messages: readonly FetchedMessage[],
    { present, now }: { readonly present: ReadonlySet<string>; readonly now: number },
  ): number {
    const { db } = this.#mail;
    return db.write('fetched.add', () => {
      let added = 0;
      for (const message of messages) {
        const { uniqueId, digest } = message;
        if (this.#rename(account, uniqueId, digest, present)) continue;
        const fetched = db.run(
          `INSERT INTO fetched (account, unique_id, fetched_at, digest, removed_at) VALUES (:account, :uniqueId, :now, :digest, 0)`,
          { account, uniqueId, now, digest },
        ).lastRowId;
        this.#mail.insert(inbox, message, fetched);
        added += 1;
      }
      return added;
    });
  }

  /** The unique ids whose messages the rule has removed from the server, of those fetched. */
  doomed(account: AccountId, rule: RemovalRule, now: number): ReadonlySet<string> {
    const { afterDays } = rule;
    const before = afterDays === undefined ? -1 : now - afterDays * 86_400_000;
    const rows = this.#mail.db.all(selectDoomed, {
      ...{ account, before },
      all: Number(!rule.leaveOnServer),
      whenDeleted: Number(rule.whenDeletedHere),
    });
    return new Set(rows.map((row) => String(row['unique_id'])));
  }

  /** The server has removed these. */
  noteRemoved(account: AccountId, uniqueIds: readonly string[], now: number): void {
    const { db } = this.#mail;
    db.writeSoon('fetched.removed', () => {
      for (const uniqueId of uniqueIds)
        db.run('UPDATE fetched SET removed_at = :now WHERE account = :account AND unique_id = :uniqueId', {
          ...{ account, uniqueId, now },
        });
    });
  }

  #rename(account: AccountId, uniqueId: string, digest: Uint8Array, present: ReadonlySet<string>): boolean {
    const { db } = this.#mail;
    const same = db.all(
      'SELECT number, unique_id FROM fetched WHERE account = :account AND digest = :digest AND removed_at = 0',
      { account, digest },
    );
    const left = same.find((row) => !present.has(String(row['unique_id'])));
    if (!left) return false;
    db.run('UPDATE fetched SET unique_id = :uniqueId WHERE number = :number', {
      ...{ number: Number(left['number']), uniqueId },
    });
    return true;
  }
}

const selectDoomed = `
  SELECT unique_id FROM fetched WHERE account = :account AND (:all = 1 OR fetched_at <= :before
    OR (:whenDeleted = 1 AND NOT EXISTS (SELECT 1 FROM message JOIN mailbox ON mailbox.id = message.mailbox
      WHERE message.fetched = fetched.number AND mailbox.special_use <> 'trash')))`;
