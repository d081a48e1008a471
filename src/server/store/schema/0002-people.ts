import type { Migration } from '../database.ts';

/**
 * What administrators say of people: switches, quota and roles of users; domains, aliases (a group is one with several
 * members), forwarding; filters, bans, invitations, settings, and who did what. Bytes in use are counted by triggers, a
 * mailbox's by its messages and a user's by their mailboxes, so that nobody ever sums up a million messages. A mailbox
 * that goes takes its count along first: its messages go by cascade, after it.
 */
export const people: Migration = {
  version: 2,
  sql: `
    ALTER TABLE user ADD COLUMN display_name TEXT NOT NULL DEFAULT '';
    ALTER TABLE user ADD COLUMN search TEXT NOT NULL DEFAULT '';
    ALTER TABLE user ADD COLUMN role TEXT NOT NULL DEFAULT 'none';
    ALTER TABLE user ADD COLUMN disabled INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE user ADD COLUMN smtp INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE user ADD COLUMN imap INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE user ADD COLUMN pop3 INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE user ADD COLUMN quota_bytes INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE user ADD COLUMN mailbox_max_bytes INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE user ADD COLUMN used_bytes INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE user ADD COLUMN message_count INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE user ADD COLUMN keeps_copy INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE user ADD COLUMN scram BLOB;
    ALTER TABLE mailbox ADD COLUMN used_bytes INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE mailbox ADD COLUMN message_count INTEGER NOT NULL DEFAULT 0;
    UPDATE mailbox SET
      used_bytes = (SELECT coalesce(sum(size), 0) FROM message WHERE mailbox_id = mailbox.id),
      message_count = (SELECT count(*) FROM message WHERE mailbox_id = mailbox.id);
    UPDATE user SET search = address,
      used_bytes = (SELECT coalesce(sum(used_bytes), 0) FROM mailbox WHERE user_id = user.id),
      message_count = (SELECT coalesce(sum(message_count), 0) FROM mailbox WHERE user_id = user.id);
    CREATE TRIGGER message_came AFTER INSERT ON message BEGIN
      UPDATE mailbox SET used_bytes = used_bytes + new.size, message_count = message_count + 1 WHERE id = new.mailbox_id;
    END;
    CREATE TRIGGER message_left AFTER DELETE ON message BEGIN
      UPDATE mailbox SET used_bytes = used_bytes - old.size, message_count = message_count - 1 WHERE id = old.mailbox_id;
    END;
    CREATE TRIGGER message_moved AFTER UPDATE OF mailbox_id ON message BEGIN
      UPDATE mailbox SET used_bytes = used_bytes - old.size, message_count = message_count - 1 WHERE id = old.mailbox_id;
      UPDATE mailbox SET used_bytes = used_bytes + new.size, message_count = message_count + 1 WHERE id = new.mailbox_id;
    END;
    CREATE TRIGGER mailbox_filled AFTER UPDATE OF used_bytes ON mailbox BEGIN
      UPDATE user SET used_bytes = used_bytes + new.used_bytes - old.used_bytes,
        message_count = message_count + new.message_count - old.message_count WHERE id = new.user_id;
    END;
    CREATE TRIGGER mailbox_goes BEFORE DELETE ON mailbox BEGIN
      UPDATE user SET used_bytes = used_bytes - old.used_bytes, message_count = message_count - old.message_count
        WHERE id = old.user_id;
    END;
    CREATE TABLE login (
      user_id INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
      protocol TEXT NOT NULL,
      remote_address TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (user_id, protocol, remote_address)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE domain (
      name TEXT PRIMARY KEY NOT NULL,
      catch_all TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE alias (
      address TEXT PRIMARY KEY NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE alias_member (
      alias TEXT NOT NULL REFERENCES alias (address) ON DELETE CASCADE ON UPDATE CASCADE,
      member TEXT NOT NULL,
      PRIMARY KEY (alias, member)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX alias_of ON alias_member (member);
    CREATE TABLE forward (
      user_id INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
      address TEXT NOT NULL,
      PRIMARY KEY (user_id, address)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX forward_to ON forward (address);
    CREATE TABLE account_filter (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      pattern TEXT NOT NULL,
      direction TEXT NOT NULL,
      action TEXT NOT NULL,
      note TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      UNIQUE (pattern, direction)
    ) STRICT;
    CREATE TABLE ip_filter (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      network TEXT NOT NULL,
      protocol TEXT NOT NULL,
      action TEXT NOT NULL,
      note TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      UNIQUE (network, protocol)
    ) STRICT;
    CREATE TABLE ban (
      remote_address TEXT PRIMARY KEY NOT NULL,
      reason TEXT NOT NULL,
      at INTEGER NOT NULL,
      until INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE invitation (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      code_hash BLOB NOT NULL UNIQUE,
      address TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      used_by TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE TABLE setting (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE audit (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      remote_address TEXT NOT NULL,
      action TEXT NOT NULL,
      target TEXT NOT NULL,
      details TEXT NOT NULL
    ) STRICT`,
};
