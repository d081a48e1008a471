import type { Migration } from '../database.ts';

/** user.db: whom a person writes as. An account's main identity has a row only once something was added to it. */
export const identities: Migration = {
  version: 7,
  name: 'identities',
  sql: `
    CREATE TABLE identity (
      position INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
      config TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX identity_by_account ON identity (account);
  `,
};
