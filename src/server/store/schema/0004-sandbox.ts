import type { Migration } from '../database.ts';

/**
 * Mails that the sandbox caught: what the envelope said, and what lists and searches need. The bytes and the flags are the
 * message's, so that a mail read or deleted over IMAP is read or gone here too.
 */
export const sandbox: Migration = {
  version: 4,
  sql: `
    CREATE TABLE capture (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      message_id INTEGER NOT NULL UNIQUE REFERENCES message (id) ON DELETE CASCADE,
      received_at INTEGER NOT NULL,
      return_path TEXT NOT NULL,
      recipients TEXT NOT NULL,
      summary TEXT NOT NULL,
      search_text TEXT NOT NULL
    ) STRICT;
    CREATE INDEX capture_received ON capture (received_at);
    CREATE TABLE capture_tag (
      number INTEGER NOT NULL REFERENCES capture (number) ON DELETE CASCADE,
      tag TEXT NOT NULL,
      PRIMARY KEY (number, tag)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX capture_tag_name ON capture_tag (tag);
    CREATE TABLE sandbox_choice (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID`,
};
