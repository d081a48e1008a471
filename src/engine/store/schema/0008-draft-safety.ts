import type { Migration } from '../database.ts';

/**
 * user.db: what may leave though it looks like a secret (salted hashes of place and secret), copies of drafts in their
 * account's Drafts mailbox, and the files that a draft names, as paths the engine can read (a JSON list).
 *
 * A copy: `base` is the text that here and there agree on; `next_message_id` and `next_base` those of
 * a copy on its way, else empty;
 * `incoming` what another client made of it, as a draft's text, until a window has taken it up.
 */
export const draftSafety: Migration = {
  version: 8,
  name: 'draft safety',
  sql: `
    CREATE TABLE secret_allowed (
      fingerprint TEXT PRIMARY KEY NOT NULL,
      allowed_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE secret_salt (
      salt TEXT PRIMARY KEY NOT NULL
    ) STRICT;
    CREATE TABLE draft_copy (
      uri TEXT PRIMARY KEY NOT NULL,
      draft_key TEXT NOT NULL,
      account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
      mailbox TEXT NOT NULL,
      uid_validity INTEGER NOT NULL,
      uid INTEGER NOT NULL,
      message_id TEXT NOT NULL,
      next_message_id TEXT NOT NULL,
      base TEXT NOT NULL,
      next_base TEXT NOT NULL,
      incoming TEXT NOT NULL,
      incoming_uid INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX draft_copy_by_mailbox ON draft_copy (mailbox);
    ALTER TABLE draft ADD COLUMN files TEXT NOT NULL DEFAULT '[]';
  `,
};
