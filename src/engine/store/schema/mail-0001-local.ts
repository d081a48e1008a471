import type { Migration } from '../database.ts';

/**
 * mail.db: mail that is kept here and may be nowhere else, of accounts whose server has no mailboxes (POP3). `unique_id` is
 * what such a server calls a message; its row stays when the message goes, so that it is never fetched again. `applied`
 * keeps what an operation of the journal came to, until the journal has it too.
 */
export const localMail: Migration = {
  version: 1,
  name: 'localMail',
  sql: `
    CREATE TABLE counter (name TEXT PRIMARY KEY NOT NULL, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO counter (name, value) VALUES ('uidValidity', 0);
    CREATE TABLE account (
      id TEXT PRIMARY KEY NOT NULL,
      fetched_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE mailbox (
      id TEXT PRIMARY KEY NOT NULL,
      account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
      path TEXT NOT NULL,
      special_use TEXT NOT NULL,
      uid_validity INTEGER NOT NULL,
      uid_next INTEGER NOT NULL,
      mod_seq INTEGER NOT NULL,
      UNIQUE (account, path)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE content (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      bytes BLOB NOT NULL
    ) STRICT;
    CREATE TABLE fetched (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
      unique_id TEXT NOT NULL,
      fetched_at INTEGER NOT NULL,
      digest BLOB NOT NULL,
      removed_at INTEGER NOT NULL,
      UNIQUE (account, unique_id)
    ) STRICT;
    CREATE INDEX fetched_digest ON fetched (account, digest);
    CREATE TABLE message (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      mailbox TEXT NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
      uid INTEGER NOT NULL,
      flags TEXT NOT NULL,
      internal_date INTEGER NOT NULL,
      size INTEGER NOT NULL,
      content INTEGER NOT NULL REFERENCES content (id),
      fetched INTEGER NOT NULL,
      UNIQUE (mailbox, uid)
    ) STRICT;
    CREATE INDEX message_content ON message (content);
    CREATE INDEX message_fetched ON message (fetched);
    CREATE TRIGGER message_gone AFTER DELETE ON message
      WHEN NOT EXISTS (SELECT 1 FROM message WHERE content = old.content)
      BEGIN DELETE FROM content WHERE id = old.content; END;
    CREATE TABLE applied (
      operation TEXT PRIMARY KEY NOT NULL,
      outcome TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
