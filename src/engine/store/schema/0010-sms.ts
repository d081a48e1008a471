import type { Migration } from '../database.ts';

/**
 * user.db: gateways for text messages without their secrets, texts on their way with a state for each number, and what was
 * said about them. 0 and '' say "none yet". A text outlives its gateway.
 */
export const sms: Migration = {
  version: 10,
  name: 'sms',
  sql: `
    CREATE TABLE sms_gateway (
      position INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      config TEXT NOT NULL,
      allowed_host TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE sms (
      position INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      gateway TEXT NOT NULL,
      gateway_name TEXT NOT NULL,
      text TEXT NOT NULL,
      template TEXT NOT NULL,
      template_values TEXT NOT NULL,
      parts INTEGER NOT NULL,
      held INTEGER NOT NULL CHECK (held IN (0, 1)),
      created_at INTEGER NOT NULL,
      queued_at INTEGER NOT NULL,
      due_at INTEGER NOT NULL,
      attempts INTEGER NOT NULL,
      finished_at INTEGER NOT NULL,
      hidden INTEGER NOT NULL CHECK (hidden IN (0, 1)),
      log TEXT NOT NULL
    ) STRICT;
    CREATE TABLE sms_recipient (
      sms INTEGER NOT NULL REFERENCES sms (position) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      number TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'failed', 'inDoubt', 'cancelled')),
      left_at INTEGER NOT NULL,
      gateway_ref TEXT NOT NULL,
      failure TEXT NOT NULL,
      PRIMARY KEY (sms, position)
    ) STRICT, WITHOUT ROWID;
  `,
};
