import type { Migration } from '../database.ts';

/**
 * cache.db: the full-text index and what it is checked against. The index itself is made by searchIndex.ts, because it
 * can be thrown away and made anew at any time. What changes in the tables it indexes is noted by triggers in a plain
 * table, so that a damaged index never stands in the way of mail. `place` is a message's row id in the index
 * (searchPlace.ts).
 */
export const cacheSearch: Migration = {
  version: 2,
  name: 'search',
  sql: `
    CREATE TABLE search_format (version INTEGER NOT NULL) STRICT;

    CREATE TABLE search_state (
      place INTEGER PRIMARY KEY,
      message INTEGER NOT NULL UNIQUE,
      level INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX search_without_text ON search_state (message) WHERE level = 0;

    CREATE TABLE search_text (
      message INTEGER PRIMARY KEY,
      texts BLOB NOT NULL
    ) STRICT;

    CREATE TABLE search_queue (
      turn INTEGER PRIMARY KEY AUTOINCREMENT,
      message INTEGER NOT NULL
    ) STRICT;
    CREATE TRIGGER search_message_gone AFTER DELETE ON message BEGIN
      INSERT INTO search_queue (message) VALUES (old.id);
    END;
    CREATE TRIGGER search_body_came AFTER INSERT ON body BEGIN
      INSERT INTO search_queue (message) VALUES (new.message);
    END;
    CREATE TRIGGER search_body_changed AFTER UPDATE OF source, file ON body BEGIN
      INSERT INTO search_queue (message) VALUES (new.message);
    END;
    CREATE TRIGGER search_body_gone AFTER DELETE ON body BEGIN
      INSERT INTO search_queue (message) VALUES (old.message);
    END;

    CREATE INDEX message_unread ON message (id) WHERE shown_unread = 1;
    CREATE INDEX message_flagged ON message (id) WHERE instr(shown_flags, '\\Flagged') > 0;
  `,
};
