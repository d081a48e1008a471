import type { Migration } from '../database.ts';

/**
 * What a listing shows of a content, apart from its bytes: SQLite reads a row's columns in order, and would walk through
 * a large mail to its ENVELOPE. A digest is what SEARCH, SORT and THREAD look at, made when one of them first meets the
 * content: `header` and `body` are text made alike in case and form, `header` with the fields of the parts behind a NUL.
 * `content_text` finds what they hold by any three characters of it.
 */
export const imap: Migration = {
  version: 5,
  sql: `
    CREATE TABLE content_syntax (
      content_id INTEGER PRIMARY KEY REFERENCES content (id) ON DELETE CASCADE,
      envelope BLOB NOT NULL,
      body_structure BLOB NOT NULL,
      body BLOB NOT NULL
    ) STRICT;
    INSERT INTO content_syntax (content_id, envelope, body_structure, body)
      SELECT id, envelope, body_structure, body FROM content;
    ALTER TABLE content DROP COLUMN envelope;
    ALTER TABLE content DROP COLUMN body_structure;
    ALTER TABLE content DROP COLUMN body;
    CREATE TABLE content_digest (
      content_id INTEGER PRIMARY KEY REFERENCES content (id) ON DELETE CASCADE,
      sent_at INTEGER,
      sent_day INTEGER,
      subject TEXT NOT NULL,
      is_reply INTEGER NOT NULL,
      sort_from TEXT NOT NULL,
      sort_to TEXT NOT NULL,
      sort_cc TEXT NOT NULL,
      message_id TEXT NOT NULL,
      refs TEXT NOT NULL,
      header TEXT NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    CREATE VIRTUAL TABLE content_text USING fts5 (
      header, body, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1'
    );
    CREATE TRIGGER content_digest_gone AFTER DELETE ON content_digest
      BEGIN DELETE FROM content_text WHERE rowid = old.content_id; END`,
};
