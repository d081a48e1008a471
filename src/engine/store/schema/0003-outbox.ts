import type { Migration } from '../database.ts';

/**
 * user.db: mail on its way out; its bytes are `outbox/<id>.eml`. 0 and '' say "not yet". The index holds that a draft
 * (where it lies and what it says) is on its way once at a time, whoever asks.
 */
export const outbox: Migration = {
  version: 3,
  name: 'outbox',
  sql: `
    CREATE TABLE outbox (
      position INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
      state TEXT NOT NULL CHECK (state IN ('held', 'queued', 'sending', 'sent', 'failed', 'inDoubt', 'cancelled')),
      subject TEXT NOT NULL,
      message_id TEXT NOT NULL,
      return_path TEXT NOT NULL,
      size INTEGER NOT NULL,
      eight_bit INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      queued_at INTEGER NOT NULL,
      due_at INTEGER NOT NULL,
      attempts INTEGER NOT NULL,
      final_dot_at INTEGER NOT NULL,
      deferred_since INTEGER NOT NULL,
      finished_at INTEGER NOT NULL,
      failure TEXT NOT NULL,
      sent_copy TEXT NOT NULL CHECK (sent_copy IN ('pending', 'saved', 'failed', 'none')),
      sent_uid_validity INTEGER NOT NULL,
      sent_uid_next INTEGER NOT NULL,
      draft TEXT NOT NULL,
      draft_digest TEXT NOT NULL,
      answers TEXT NOT NULL,
      forwards TEXT NOT NULL,
      marked INTEGER NOT NULL,
      hidden INTEGER NOT NULL,
      dialogue TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX outbox_draft ON outbox (draft, draft_digest)
      WHERE draft <> '' AND state IN ('held', 'queued', 'sending', 'inDoubt');
    CREATE INDEX outbox_by_account ON outbox (account, state);
    CREATE TABLE outbox_recipient (
      outbox INTEGER NOT NULL REFERENCES outbox (position) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      address TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('pending', 'accepted', 'deferred', 'refused', 'inDoubt')),
      code INTEGER NOT NULL,
      reply TEXT NOT NULL,
      PRIMARY KEY (outbox, position)
    ) STRICT, WITHOUT ROWID;
  `,
};
