import type { Migration } from '../database.ts';

/**
 * Users, their mailboxes and messages. A message is a membership of a content in a mailbox, so that COPY stores no bytes
 * again. `mod_seq` rises with every change of a mailbox (RFC 7162 §3.1.1); `expunged` keeps what went, for the same count.
 */
export const mail: Migration = {
  version: 1,
  sql: `
    CREATE TABLE counter (name TEXT PRIMARY KEY NOT NULL, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO counter (name, value) VALUES ('uidValidity', 0);
    CREATE TABLE user (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      address TEXT NOT NULL UNIQUE,
      salt BLOB NOT NULL,
      hash BLOB NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE mailbox (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      user_id INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      special_use TEXT NOT NULL,
      uid_validity INTEGER NOT NULL,
      uid_next INTEGER NOT NULL,
      mod_seq INTEGER NOT NULL,
      recent_from INTEGER NOT NULL,
      UNIQUE (user_id, name)
    ) STRICT;
    CREATE TABLE subscription (
      user_id INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      PRIMARY KEY (user_id, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE content (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      bytes BLOB NOT NULL,
      envelope BLOB NOT NULL,
      body_structure BLOB NOT NULL,
      body BLOB NOT NULL
    ) STRICT;
    CREATE TABLE message (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      mailbox_id INTEGER NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
      uid INTEGER NOT NULL,
      mod_seq INTEGER NOT NULL,
      flags TEXT NOT NULL,
      internal_date INTEGER NOT NULL,
      size INTEGER NOT NULL,
      content_id INTEGER NOT NULL REFERENCES content (id),
      UNIQUE (mailbox_id, uid)
    ) STRICT;
    CREATE INDEX message_changed ON message (mailbox_id, mod_seq);
    CREATE INDEX message_content ON message (content_id);
    CREATE TRIGGER message_gone AFTER DELETE ON message
      WHEN NOT EXISTS (SELECT 1 FROM message WHERE content_id = old.content_id)
      BEGIN DELETE FROM content WHERE id = old.content_id; END;
    CREATE TABLE expunged (
      mailbox_id INTEGER NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
      uid INTEGER NOT NULL,
      mod_seq INTEGER NOT NULL,
      PRIMARY KEY (mailbox_id, uid)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX expunged_changed ON expunged (mailbox_id, mod_seq)`,
};
