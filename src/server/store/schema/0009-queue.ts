import type { Migration } from '../database.ts';

/**
 * Mail that is on its way to other servers: the mail once, with a content that mailboxes may share, and a row for each
 * recipient with what became of them. A content goes when neither a mailbox nor the queue has it any more.
 */
export const queue: Migration = {
  version: 9,
  sql: `
    CREATE TABLE queued_message (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      content_id INTEGER NOT NULL REFERENCES content (id),
      stamp BLOB NOT NULL,
      size INTEGER NOT NULL,
      return_path TEXT NOT NULL,
      envelope_id TEXT NOT NULL,
      queued_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX queued_message_content ON queued_message (content_id);
    CREATE TABLE queued_recipient (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      message_id INTEGER NOT NULL REFERENCES queued_message (id) ON DELETE CASCADE,
      address TEXT NOT NULL,
      domain TEXT NOT NULL,
      notify TEXT NOT NULL,
      original_recipient TEXT NOT NULL,
      state TEXT NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0,
      next_attempt_at INTEGER NOT NULL,
      last_attempt_at INTEGER NOT NULL DEFAULT 0,
      reply TEXT NOT NULL DEFAULT '',
      delay_told INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX queued_recipient_message ON queued_recipient (message_id);
    CREATE INDEX queued_recipient_due ON queued_recipient (domain, next_attempt_at) WHERE state IN ('queued', 'deferred');
    DROP TRIGGER message_gone;
    CREATE TRIGGER message_gone AFTER DELETE ON message
      WHEN NOT EXISTS (SELECT 1 FROM message WHERE content_id = old.content_id)
        AND NOT EXISTS (SELECT 1 FROM queued_message WHERE content_id = old.content_id)
      BEGIN DELETE FROM content WHERE id = old.content_id; END;
    CREATE TRIGGER queued_message_gone AFTER DELETE ON queued_message
      WHEN NOT EXISTS (SELECT 1 FROM message WHERE content_id = old.content_id)
        AND NOT EXISTS (SELECT 1 FROM queued_message WHERE content_id = old.content_id)
      BEGIN DELETE FROM content WHERE id = old.content_id; END`,
};
