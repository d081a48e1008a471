import type { Migration } from '../database.ts';

/** Mails from the administration to many: what left, to how many, and whom it did not reach. */
export const massMail: Migration = {
  version: 8,
  sql: `
    CREATE TABLE mass_mail (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      subject TEXT NOT NULL,
      digest TEXT NOT NULL,
      state TEXT NOT NULL,
      total INTEGER NOT NULL,
      delivered INTEGER NOT NULL,
      refused TEXT NOT NULL
    ) STRICT;
    CREATE INDEX mass_mail_digest ON mass_mail (digest)`,
};
