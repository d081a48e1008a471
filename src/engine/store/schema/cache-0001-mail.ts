import type { Migration } from '../database.ts';

/**
 * cache.db: mailboxes and messages as the server has them, and as they are shown while operations wait.
 * A message's row id is its sort date in seconds × 2²⁰ + a small number, so that a page of a list is one range of
 * `message_shown`, and counts of a span of dates read that index alone.
 */
export const cacheMail: Migration = {
  version: 1,
  name: 'mail',
  sql: `
    CREATE TABLE mailbox (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      account TEXT NOT NULL,
      path TEXT NOT NULL,
      name TEXT NOT NULL,
      delimiter TEXT NOT NULL,
      special_use TEXT NOT NULL,
      selectable INTEGER NOT NULL,
      subscribed INTEGER NOT NULL,
      position INTEGER NOT NULL,
      uid_validity INTEGER NOT NULL,
      uid_next INTEGER NOT NULL,
      highest_mod_seq TEXT NOT NULL,
      listed INTEGER NOT NULL,
      server_total INTEGER NOT NULL,
      server_unread INTEGER NOT NULL,
      server_uid_next INTEGER NOT NULL,
      server_mod_seq TEXT NOT NULL,
      synced_at INTEGER NOT NULL,
      hides_deleted INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX mailbox_account ON mailbox (account);

    CREATE TABLE message (
      id INTEGER PRIMARY KEY,
      mailbox INTEGER NOT NULL REFERENCES mailbox (number) ON DELETE CASCADE,
      uid_validity INTEGER NOT NULL,
      uid INTEGER NOT NULL,
      flags TEXT NOT NULL,
      shown_mailbox INTEGER NOT NULL,
      shown_flags TEXT NOT NULL,
      shown_unread INTEGER NOT NULL,
      sort_date INTEGER NOT NULL,
      internal_date INTEGER NOT NULL,
      size INTEGER NOT NULL,
      message_id TEXT NOT NULL,
      thread_id TEXT NOT NULL,
      sender TEXT NOT NULL,
      recipients TEXT NOT NULL,
      subject TEXT NOT NULL,
      has_attachment INTEGER NOT NULL,
      search_text TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX message_key ON message (mailbox, uid_validity, uid);
    CREATE INDEX message_shown ON message (shown_mailbox, id, shown_unread);
    CREATE INDEX message_overlaid ON message (id) WHERE shown_mailbox <> mailbox OR shown_flags <> flags;

    CREATE TABLE body (
      message INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
      size INTEGER NOT NULL,
      source BLOB NOT NULL,
      file TEXT NOT NULL,
      used_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX body_used ON body (used_at);
  `,
};
