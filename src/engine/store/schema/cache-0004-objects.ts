import type { Migration } from '../database.ts';

/**
 * cache.db: what servers call mailboxes and messages by themselves (RFC 8474; Gmail's numbers), and sources of which only
 * the text is here. `left_body` holds for a while the sources of messages that went: the same message mostly comes up
 * elsewhere, because another program moved it.
 */
export const cacheObjects: Migration = {
  version: 4,
  name: 'objects',
  sql: `
    ALTER TABLE mailbox ADD COLUMN object_id TEXT NOT NULL DEFAULT '';
    ALTER TABLE mailbox ADD COLUMN server_bytes INTEGER NOT NULL DEFAULT -1;

    CREATE TABLE message_object (
      message INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
      email_id TEXT NOT NULL
    ) STRICT;
    CREATE INDEX message_object_email ON message_object (email_id);

    ALTER TABLE body ADD COLUMN omitted TEXT NOT NULL DEFAULT '';

    CREATE TABLE left_body (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      account TEXT NOT NULL,
      email_id TEXT NOT NULL,
      size INTEGER NOT NULL,
      source BLOB NOT NULL,
      omitted TEXT NOT NULL
    ) STRICT;
    CREATE INDEX left_body_email ON left_body (email_id);
    CREATE TRIGGER body_left BEFORE DELETE ON message
    WHEN EXISTS (SELECT 1 FROM message_object WHERE message = old.id) BEGIN
      INSERT INTO left_body (account, email_id, size, source, omitted)
        SELECT account, email_id, body.size, body.source, body.omitted FROM body
        JOIN message_object ON message_object.message = body.message JOIN mailbox ON mailbox.number = old.mailbox
        WHERE body.message = old.id AND body.file = '' AND body.size <= 131072;
      DELETE FROM left_body WHERE number <= (SELECT max(number) FROM left_body) - 200;
    END;
    CREATE TRIGGER bodies_left_gone AFTER DELETE ON mailbox BEGIN
      DELETE FROM left_body WHERE account = old.account;
    END;
  `,
};
