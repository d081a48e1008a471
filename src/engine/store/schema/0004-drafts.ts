import type { Migration } from '../database.ts';

/**
 * user.db: the journal of drafts, and the people one writes with. `words` holds each word of name and address in lower
 * case behind a space, so that a prefix of any word is found by one pattern.
 */
export const drafts: Migration = {
  version: 4,
  name: 'drafts',
  sql: `
    CREATE TABLE draft (
      uri TEXT PRIMARY KEY NOT NULL,
      folder TEXT NOT NULL,
      text TEXT NOT NULL,
      subject TEXT NOT NULL,
      recipients TEXT NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX draft_by_time ON draft (updated_at);
    CREATE TABLE contact (
      address TEXT PRIMARY KEY NOT NULL,
      shown TEXT NOT NULL,
      name TEXT NOT NULL,
      words TEXT NOT NULL,
      sent INTEGER NOT NULL,
      seen INTEGER NOT NULL,
      last_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX contact_by_use ON contact (sent, seen, last_at);
  `,
};
