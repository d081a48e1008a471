import type { Migration } from '../database.ts';

/**
 * user.db: the story of a sent mail by its Message-ID, also where the server gave its copy another one: whether readers
 * were asked for receipts (RFC 8098) and what they said; how a person answered such a wish. 0 and '' say "none yet".
 */
export const stories: Migration = {
  version: 11,
  name: 'stories',
  sql: `
    ALTER TABLE outbox ADD COLUMN copy_message_id TEXT NOT NULL DEFAULT '';
    ALTER TABLE outbox ADD COLUMN receipt INTEGER NOT NULL DEFAULT 0 CHECK (receipt IN (0, 1));
    ALTER TABLE outbox_recipient ADD COLUMN read_as TEXT NOT NULL DEFAULT ''
      CHECK (read_as IN ('', 'displayed', 'deleted', 'processed'));
    ALTER TABLE outbox_recipient ADD COLUMN read_at INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX outbox_message_id ON outbox (message_id);
    CREATE INDEX outbox_copy_message_id ON outbox (copy_message_id);
    CREATE TABLE receipt_answer (
      account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
      message_id TEXT NOT NULL,
      answer TEXT NOT NULL CHECK (answer IN ('sent', 'declined')),
      answered_at INTEGER NOT NULL,
      PRIMARY KEY (account, message_id)
    ) STRICT, WITHOUT ROWID;
  `,
};
