import type { Migration } from '../database.ts';

/** user.db: files outside a draft's folders that a person let leave with it, a JSON list of URIs. */
export const draftFiles: Migration = {
  version: 5,
  name: 'draft files',
  sql: `ALTER TABLE draft ADD COLUMN allowed TEXT NOT NULL DEFAULT '[]';`,
};
