import type { Migration } from '../database.ts';

/** What an administrator chose for services: whether each runs and where, and words and places by name. */
export const services: Migration = {
  version: 6,
  sql: `
    CREATE TABLE service (
      name TEXT PRIMARY KEY NOT NULL,
      port INTEGER NOT NULL,
      enabled INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE service_setting (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID`,
};
