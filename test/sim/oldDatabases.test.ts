/** Databases as earlier versions left them open in this one: what a person made is there, and a copy of the old file is kept. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { silentLogger } from '../../src/base/log.ts';
import { profileAt } from '../../src/engine/profile.ts';
import { Database } from '../../src/engine/store/database.ts';
import { openCache, openUser } from '../../src/engine/store/open.ts';
import { cacheMigrations } from '../../src/engine/store/schema/cache.ts';
import { userMigrations } from '../../src/engine/store/schema/user.ts';
import { tempFolder } from '../support/tempFolder.ts';

/** Rows of each version's tables, written as that version wrote them. */
const written: { readonly [version: number]: string } = {
  1: `INSERT INTO account (id, config, created_at) VALUES ('a1', '{}', 1);
      INSERT INTO mailbox (id, account, path, created_at) VALUES ('m1', 'a1', 'INBOX', 1);`,
  2: `INSERT INTO operation (batch, account, kind, state, target, add_flags, remove_flags, target_uid_validity, target_uid_next, created_at)
        VALUES ('b1', 'a1', 'flag', 'pending', '', 'todo', '', 0, 0, 1);
      INSERT INTO operation_message VALUES (1, 0, 'm1', 7, 5, '<five@example.test>', 100, 'm1', 7, 5);`,
  3: `INSERT INTO outbox (id, account, state, subject, message_id, return_path, size, eight_bit, created_at, queued_at, due_at, attempts,
        final_dot_at, deferred_since, finished_at, failure, sent_copy, sent_uid_validity, sent_uid_next, draft, draft_digest, answers,
        forwards, marked, hidden, dialogue)
        VALUES ('o1', 'a1', 'queued', 'Waiting', '<o1@example.test>', 'a@example.test', 9, 0, 1, 1, 1, 0, 0, 0, 0, '', 'pending', 0, 0, '', '', '[]', '[]', 0, 0, '');`,
  4: `INSERT INTO draft (uri, folder, text, subject, recipients, updated_at) VALUES ('file:///d.mail.md', '', 'Kept', '', '', 1);`,
  7: `INSERT INTO identity (id, account, config, created_at) VALUES ('i1', 'a1', '{}', 1);`,
  10: `INSERT INTO sms_gateway (id, config, allowed_host, created_at) VALUES ('agw', '{}', 'x.test', 1);
      INSERT INTO sms (id, gateway, gateway_name, text, template, template_values, parts, held, created_at, queued_at, due_at, attempts, finished_at, hidden, log)
        VALUES ('s1', 'agw', 'Mine', 'Code', '', '[]', 1, 0, 1, 1, 1, 0, 0, 0, '');`,
  11: `INSERT INTO receipt_answer (account, message_id, answer, answered_at) VALUES ('a1', '<asks@example.test>', 'declined', 1);`,
  13: `INSERT INTO mailing_list (address, answered_at) VALUES ('dev@lists.example.test', 1);`,
};

/** What a person made, as it must be read in this version: table, column, value, and the version that had it first. */
const lasting = [
  ['account', 'config', '{}', 1],
  ['mailbox', 'path', 'INBOX', 1],
  ['operation', 'add_flags', 'todo', 2],
  ['operation_message', 'message_id', '<five@example.test>', 2],
  ['outbox', 'subject', 'Waiting', 3],
  ['draft', 'text', 'Kept', 4],
  ['identity', 'config', '{}', 7],
  ['sms_gateway', 'allowed_host', 'x.test', 10],
  ['sms', 'text', 'Code', 10],
  ['receipt_answer', 'answer', 'declined', 11],
  ['mailing_list', 'address', 'dev@lists.example.test', 13],
] as const;

/** A listed and opened mail, as the first version of cache.db wrote it. */
const cached = `
  INSERT INTO mailbox VALUES (1, 'm1', 'a1', 'INBOX', 'INBOX', '/', 'inbox', 1, 1, 0, 7, 6, '', 1, 1, 0, 6, '', 1, 0);
  INSERT INTO message VALUES (1048576, 1, 7, 5, 'todo', 1, 'todo', 1, 1, 1, 9, '<five@example.test>', '', '[]', '[]', 'Five', 0, '');
  INSERT INTO body VALUES (1048576, 4, x'466F7572', '', 1);`;

describe('N05 databases of earlier versions', () => {
  for (const { version, name } of userMigrations) {
    test(`user.db of schema ${version} (${name}): accounts, actions, tags, outbox and drafts are there`, async () => {
      await using folder = await tempFolder('old');
      const profile = profileAt(folder.path);
      // Step by step, so that each row was written by the version that had its table first.
      for (let step = 1; step <= version; step += 1) {
        const old = new Database(profile.userDb, { migrations: userMigrations.slice(0, step), durability: 'full' });
        const rows = (written[step] ?? '').split(';').filter((part) => part.trim() !== '');
        for (const row of rows) fillBy(old, row);
        old.close();
      }
      const user = openUser(profile, silentLogger);
      assert.equal(user.schemaVersion, userMigrations.length);
      for (const [table, column, value, since] of lasting) {
        const values = user.all(`SELECT ${column} AS value FROM ${table}`).map((row) => row['value']);
        assert.deepEqual(values, version >= since ? [value] : [], table);
      }
      user.checkIntegrity();
      user.close();
      const isOld = version < userMigrations.length;
      assert.equal(existsSync(`${profile.userDb}.v${version}`), isOld, 'the copy of the old file');
    });
  }

  for (const { version, name } of cacheMigrations) {
    test(`cache.db of schema ${version} (${name}) opens with the mail that was in it`, async () => {
      await using folder = await tempFolder('old');
      const profile = profileAt(folder.path);
      const path = join(folder.path, 'cache.db');
      for (let step = 1; step <= version; step += 1) {
        const old = new Database(path, { migrations: cacheMigrations.slice(0, step), durability: 'normal' });
        if (step === 1) for (const row of cached.split(';').filter((part) => part.trim() !== '')) fillBy(old, row);
        old.close();
      }
      const cache = openCache(profile, silentLogger);
      assert.equal(cache.schemaVersion, cacheMigrations.length);
      cache.checkIntegrity();
      assert.equal(cache.get('SELECT subject FROM message WHERE shown_mailbox = 1')?.['subject'], 'Five');
      assert.equal(Buffer.from(cache.get('SELECT source FROM body')?.['source'] as Uint8Array).toString(), 'Four');
      cache.close();
    });
  }
});

function fillBy(database: Database, row: string): void {
  database.write('fill', () => database.run(row));
}
