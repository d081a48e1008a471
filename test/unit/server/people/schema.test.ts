import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { mail } from '../../../../src/server/store/schema/0001-mail.ts';
import { people } from '../../../../src/server/store/schema/0002-people.ts';
import { Store } from '../../../../src/server/store/store.ts';
import { tempFolder } from '../../../support/tempFolder.ts';

test('J04 a database of a newer program is left alone and told; one that is none, too', async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, 'mail.db');
  new Store({ path }).dispose();
  const db = new DatabaseSync(path);
  db.exec('PRAGMA user_version = 9999');
  db.close();
  assert.throws(() => new Store({ path }), { code: 'store.newer' });
  const again = new DatabaseSync(path);
  assert.equal(again.prepare('PRAGMA user_version').get()?.['user_version'], 9999);
  again.close();
});

test('K02 users who were there before keep all switches on, and their mail is counted', () => {
  const db = new DatabaseSync(':memory:');
  db.exec(mail.sql);
  db.exec(`INSERT INTO user (address, salt, hash, created_at) VALUES ('ann@test', x'', x'', 1);
    INSERT INTO mailbox (user_id, name, special_use, uid_validity, uid_next, mod_seq, recent_from) VALUES (1, 'INBOX', '', 1, 3, 1, 1);
    INSERT INTO content (bytes, envelope, body_structure, body) VALUES (x'00', x'', x'', x'');
    INSERT INTO message (mailbox_id, uid, mod_seq, flags, internal_date, size, content_id) VALUES (1, 1, 1, '', 1, 40, 1), (1, 2, 1, '', 1, 2, 1)`);
  db.exec(people.sql);
  const user = db.prepare('SELECT used_bytes, message_count, smtp, imap, pop3, disabled, role, search FROM user').get();
  assert.deepEqual(
    { ...user },
    {
      ...{ used_bytes: 42, message_count: 2, smtp: 1, imap: 1, pop3: 1, disabled: 0, role: 'none', search: 'ann@test' },
    },
  );
  db.close();
});
