import type { Migration } from '../database.ts';

/** user.db: accounts (never a secret) and the lasting identity of mailboxes. Ids are random and never reused. */
export const accounts: Migration = {
  version: 1,
  name: 'accounts',
  sql: `
    CREATE TABLE account (
      position INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      config TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE mailbox (
      id TEXT PRIMARY KEY NOT NULL,
      account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
      path TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      UNIQUE (account, path)
    ) STRICT, WITHOUT ROWID;
  `,
};
