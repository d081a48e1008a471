import type { Migration } from '../database.ts';

/**
 * user.db: what a person did and the server has not yet confirmed, and what Undo needs of the last ones it has.
 * Each message is named twice: where it was when the person acted, and where it is now (`now_uid` 0 = not known), which
 * follows every confirmed move. So an old message id finds its message as long as the operation is kept.
 */
export const operations: Migration = {
  version: 2,
  name: 'operations',
  sql: `
    CREATE TABLE operation (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      batch TEXT NOT NULL,
      account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
      kind TEXT NOT NULL CHECK (kind IN ('flag', 'move', 'expunge')),
      state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'done', 'refused', 'dropped')),
      target TEXT NOT NULL,
      add_flags TEXT NOT NULL,
      remove_flags TEXT NOT NULL,
      target_uid_validity INTEGER NOT NULL,
      target_uid_next INTEGER NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX operation_waiting ON operation (account, id) WHERE state IN ('pending', 'sent');
    CREATE INDEX operation_batch ON operation (batch);

    CREATE TABLE operation_message (
      operation INTEGER NOT NULL REFERENCES operation (id) ON DELETE CASCADE,
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
    CREATE INDEX operation_message_then ON operation_message (mailbox, uid_validity, uid);
    CREATE INDEX operation_message_now ON operation_message (now_mailbox, now_uid_validity, now_uid);
  `,
};
