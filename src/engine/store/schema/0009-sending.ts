import type { Migration } from '../database.ts';

/**
 * user.db: mail with a time to leave at, what servers shall report of it (RFC 3461 §4.1) and what they reported; what size
 * an account's server takes, as it said last. 0 and '' say "none yet".
 */
export const sending: Migration = {
  version: 9,
  name: 'sending',
  sql: `
    ALTER TABLE outbox ADD COLUMN send_at INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE outbox ADD COLUMN notify TEXT NOT NULL DEFAULT '';
    ALTER TABLE outbox_recipient ADD COLUMN fate TEXT NOT NULL DEFAULT ''
      CHECK (fate IN ('', 'delivered', 'relayed', 'delayed', 'bounced'));
    ALTER TABLE outbox_recipient ADD COLUMN fate_status TEXT NOT NULL DEFAULT '';
    ALTER TABLE outbox_recipient ADD COLUMN fate_reason TEXT NOT NULL DEFAULT '';
    ALTER TABLE outbox_recipient ADD COLUMN fate_at INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE submission_limit (
      account TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
      max_bytes INTEGER NOT NULL,
      said_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE delivery_report (
      account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
      message_id TEXT NOT NULL,
      read_at INTEGER NOT NULL,
      PRIMARY KEY (account, message_id)
    ) STRICT, WITHOUT ROWID;
  `,
};
