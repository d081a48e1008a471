import type { Migration } from '../database.ts';

/**
 * cache.db: which messages are one conversation. `thread_reference` also knows Message-IDs that only others have named,
 * so that mails find together whichever comes first; `thread_orphan` are answers that name nothing and go by subject.
 * A thread that was joined to another stays as a signpost.
 */
export const cacheThreads: Migration = {
  version: 3,
  name: 'threads',
  sql: `
    ALTER TABLE message ADD COLUMN refs TEXT NOT NULL DEFAULT '';
    ALTER TABLE message ADD COLUMN in_reply_to TEXT NOT NULL DEFAULT '';

    CREATE TABLE thread (
      number INTEGER PRIMARY KEY,
      root TEXT NOT NULL,
      joined_to INTEGER NOT NULL,
      linked INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE thread_link (
      message INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
      thread INTEGER NOT NULL REFERENCES thread (number)
    ) STRICT;
    CREATE INDEX thread_link_thread ON thread_link (thread);

    CREATE TABLE thread_reference (
      message_id TEXT PRIMARY KEY,
      thread INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE thread_subject (
      base TEXT NOT NULL,
      thread INTEGER NOT NULL,
      PRIMARY KEY (base, thread)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE thread_orphan (
      message INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
      base TEXT NOT NULL
    ) STRICT;
    CREATE INDEX thread_orphan_base ON thread_orphan (base);
  `,
};
