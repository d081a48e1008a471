import type { Migration } from '../database.ts';

/** user.db: addresses of mailing lists (List-Post, RFC 2369 §3.4) whose mail was answered here. */
export const mailingLists: Migration = {
  version: 13,
  name: 'mailing lists',
  sql: `
    CREATE TABLE mailing_list (
      address TEXT PRIMARY KEY COLLATE NOCASE,
      answered_at INTEGER NOT NULL
    ) STRICT;
  `,
};
