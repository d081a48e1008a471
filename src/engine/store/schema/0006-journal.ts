import type { Migration } from '../database.ts';

/**
 * user.db: the journal takes more kinds: copies, messages stored in a mailbox, and mailboxes made, renamed and deleted.
 * `path` is the mailbox's (new) path, or the file of the message to store; `old_path` is what a renamed one was called. Both tables are made anew, the one that refers
 * to the other first gone, so that no row is deleted along; ids go on where they were.
 */
export const journal: Migration = {
  version: 6,
  name: 'journal',
  sql: `
    CREATE TABLE operation_new (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      batch TEXT NOT NULL,
      account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
      kind TEXT NOT NULL CHECK (kind IN ('flag', 'move', 'copy', 'expunge', 'append', 'createMailbox', 'renameMailbox', 'deleteMailbox')),
      state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'done', 'refused', 'dropped')),
      target TEXT NOT NULL,
      path TEXT NOT NULL,
      old_path TEXT NOT NULL,
      add_flags TEXT NOT NULL,
      remove_flags TEXT NOT NULL,
      target_uid_validity INTEGER NOT NULL,
      target_uid_next INTEGER NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;
    INSERT INTO operation_new (id, batch, account, kind, state, target, path, old_path, add_flags, remove_flags, target_uid_validity, target_uid_next, created_at)
      SELECT id, batch, account, kind, state, target, '', '', add_flags, remove_flags, target_uid_validity, target_uid_next, created_at FROM operation;
    CREATE TABLE operation_message_new (
      operation INTEGER NOT NULL REFERENCES operation_new (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      mailbox TEXT NOT NULL,
      uid_validity INTEGER NOT NULL,
      uid INTEGER NOT NULL,
      message_id TEXT NOT NULL,
      size INTEGER NOT NULL,
      now_mailbox TEXT NOT NULL,
      now_uid_validity INTEGER NOT NULL,
      now_uid INTEGER NOT NULL,
      PRIMARY KEY (operation, position)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO operation_message_new (operation, position, mailbox, uid_validity, uid, message_id, size, now_mailbox, now_uid_validity, now_uid)
      SELECT operation, position, mailbox, uid_validity, uid, message_id, size, now_mailbox, now_uid_validity, now_uid FROM operation_message;
    DELETE FROM sqlite_sequence WHERE name = 'operation_new';
    INSERT INTO sqlite_sequence (name, seq) SELECT 'operation_new', seq FROM sqlite_sequence WHERE name = 'operation';
    DROP TABLE operation_message;
    DROP TABLE operation;
    ALTER TABLE operation_new RENAME TO operation;
    ALTER TABLE operation_message_new RENAME TO operation_message;
    CREATE INDEX operation_waiting ON operation (account, id) WHERE state IN ('pending', 'sent');
    CREATE INDEX operation_batch ON operation (batch);
    CREATE INDEX operation_message_then ON operation_message (mailbox, uid_validity, uid);
    CREATE INDEX operation_message_now ON operation_message (now_mailbox, now_uid_validity, now_uid);
  `,
};
