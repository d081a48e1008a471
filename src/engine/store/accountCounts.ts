import type { AccountId } from '../../protocol/records.ts';
import type { Database } from './database.ts';

/** Unread messages shown in the account's inboxes. */
export function unreadOf(cache: Database, account: AccountId): number {
  const row = cache.get(
    `SELECT count(*) AS unread FROM message JOIN mailbox ON mailbox.number = message.shown_mailbox
     WHERE mailbox.account = :account AND mailbox.special_use = 'inbox' AND message.shown_unread = 1`,
    { account },
  );
  return Number(row?.['unread'] ?? 0);
}

/** What removing the account takes away from this machine. */
export function impactOf(
  { user, cache }: { user: Database; cache: Database },
  account: AccountId,
): { messages: number; queued: number; inDoubt: number } {
  const messages = cache.get(
    `SELECT count(*) AS messages FROM message JOIN mailbox ON mailbox.number = message.mailbox
     WHERE mailbox.account = :account`,
    { account },
  );
  // Mail that failed has not left either, and what was typed may be nowhere else any more.
  const outbox = user.get(
    `SELECT count(*) FILTER (WHERE state IN ('held', 'queued', 'sending', 'failed') AND hidden = 0) AS queued,
            count(*) FILTER (WHERE state = 'inDoubt') AS in_doubt
     FROM outbox WHERE account = :account`,
    { account },
  );
  return {
    messages: Number(messages?.['messages'] ?? 0),
    queued: Number(outbox?.['queued'] ?? 0),
    inDoubt: Number(outbox?.['in_doubt'] ?? 0),
  };
}
