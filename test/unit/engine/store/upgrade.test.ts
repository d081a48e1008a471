import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { silentLogger } from '../../../../src/base/log.ts';
import { seededRandom } from '../../../../src/base/random.ts';
import { profileAt } from '../../../../src/engine/profile.ts';
import { AccountStore } from '../../../../src/engine/store/accounts.ts';
import { ContactStore } from '../../../../src/engine/store/contacts.ts';
import { Database, type Migration } from '../../../../src/engine/store/database.ts';
import { DraftStore } from '../../../../src/engine/store/drafts.ts';
import { IdentityStore } from '../../../../src/engine/store/identities.ts';
import { MailboxIdentityStore } from '../../../../src/engine/store/mailboxes.ts';
import { openCache, openUser } from '../../../../src/engine/store/open.ts';
import { OperationStore } from '../../../../src/engine/store/operations.ts';
import { OutboxStore } from '../../../../src/engine/store/outbox.ts';
import { cacheMigrations } from '../../../../src/engine/store/schema/cache.ts';
import { userMigrations } from '../../../../src/engine/store/schema/user.ts';
import { SmsStore } from '../../../../src/engine/store/sms.ts';
import { accountId, batchId, mailboxId, outboxId } from '../../../../src/protocol/records.ts';
import { virtualClock } from '../../../support/virtualClock.ts';

const account = accountId.parse('a1');
const inbox = mailboxId.parse('m1');
const config = '{"address":"ann@example.test","name":"Ann","auth":"password"}';

interface Rows {
  /** The versions whose words these are; `until` the newest when there is none. */
  readonly since: number;
  readonly until?: number;
  readonly sql: string;
}

const operationMessages = `
  INSERT INTO operation_message (operation, position, mailbox, uid_validity, uid, message_id, size, now_mailbox, now_uid_validity, now_uid) VALUES
    (41, 0, 'm1', 7, 1, '<1@x>', 100, 'm1', 7, 1), (41, 1, 'm1', 7, 2, '<2@x>', 200, 'm1', 7, 2),
    (42, 0, 'm1', 7, 3, '<3@x>', 300, 'm1', 7, 3), (43, 0, 'm1', 7, 4, '<4@x>', 400, 'm2', 5, 81);`;

/**
 * What an engine of each schema left in its tables, in the words of that schema: a new migration
 * needs lines here when it brings a table or a column that must be given.
 */
const userRows: readonly Rows[] = [
  {
    since: 1,
    sql: `INSERT INTO account (id, config, created_at) VALUES ('a1', '${config}', 11);
     INSERT INTO mailbox (id, account, path, created_at) VALUES ('m1', 'a1', 'INBOX', 12), ('m2', 'a1', 'Archive', 13);`,
  },
  {
    since: 2,
    until: 5,
    sql: `INSERT INTO operation (id, batch, account, kind, state, target, add_flags, remove_flags, target_uid_validity, target_uid_next, created_at) VALUES
       (41, 'b1', 'a1', 'flag', 'pending', '', '\\Seen', '\\Flagged', 0, 0, 21),
       (42, 'b2', 'a1', 'move', 'sent', 'm2', '', '', 5, 90, 22),
       (43, 'b3', 'a1', 'move', 'done', 'm2', '', '', 5, 80, 23);
     ${operationMessages}`,
  },
  {
    since: 3,
    sql: `INSERT INTO outbox (id, account, state, subject, message_id, return_path, size, eight_bit, created_at, queued_at, due_at, attempts,
       final_dot_at, deferred_since, finished_at, failure, sent_copy, sent_uid_validity, sent_uid_next, draft, draft_digest, answers, forwards, marked, hidden, dialogue)
     VALUES ('o1', 'a1', 'queued', 'Waits', '<o1@x>', 'ann@example.test', 10, 0, 31, 31, 31, 0, 0, 0, 0, '', 'none', 0, 0, 'file:///d.mail.md', 'dd', '[]', '[]', 1, 0, '[]'),
            ('o2', 'a1', 'inDoubt', 'Doubtful', '<o2@x>', 'ann@example.test', 10, 0, 32, 32, 32, 1, 33, 0, 0, '', 'none', 0, 0, '', '', '[]', '[]', 1, 0, '[]');
     INSERT INTO outbox_recipient (outbox, position, address, state, code, reply) VALUES
       (1, 0, 'bob@example.test', 'pending', 0, ''), (2, 0, 'eve@example.test', 'inDoubt', 0, '');`,
  },
  {
    since: 4,
    sql: `INSERT INTO draft (uri, folder, text, subject, recipients, updated_at) VALUES ('file:///d.mail.md', 'file:///', 'Dear Bob', 'Draft', 'bob@example.test', 41);
     INSERT INTO contact (address, shown, name, words, sent, seen, last_at) VALUES ('bob@example.test', 'bob@example.test', 'Bob', ' bob bob@example.test', 3, 4, 42);`,
  },
  {
    since: 6,
    sql: `INSERT INTO operation (id, batch, account, kind, state, target, path, old_path, add_flags, remove_flags, target_uid_validity, target_uid_next, created_at) VALUES
       (41, 'b1', 'a1', 'flag', 'pending', '', '', '', '\\Seen', '\\Flagged', 0, 0, 21),
       (42, 'b2', 'a1', 'move', 'sent', 'm2', '', '', '', '', 5, 90, 22),
       (43, 'b3', 'a1', 'move', 'done', 'm2', '', '', '', '', 5, 80, 23);
     ${operationMessages}`,
  },
  {
    since: 7,
    sql: `INSERT INTO identity (id, account, config, created_at) VALUES ('i1', 'a1', '{"account":"a1","label":"Desk","name":"Ann","address":"desk@example.test","aliases":[],"replyTo":"","bccSelf":false,"signature":null,"signaturePlace":"below"}', 71);`,
  },
  {
    since: 10,
    sql: `INSERT INTO sms (id, gateway, gateway_name, text, template, template_values, parts, held, created_at, queued_at, due_at, attempts, finished_at, hidden, log)
       VALUES ('s1', 'agw', 'Mine', 'Code 1', '', '[]', 1, 0, 101, 101, 101, 0, 0, 0, '');
     INSERT INTO sms_recipient (sms, position, number, state, left_at, gateway_ref, failure) VALUES
       (1, 0, '+8613800138000', 'sent', 0, '77', ''), (1, 1, '+8613900139000', 'sending', 102, '', '');`,
  },
];

/** cache.db of each schema: what can be shown without a server. */
const cacheRows: readonly Rows[] = [
  {
    since: 1,
    sql: `INSERT INTO mailbox (number, id, account, path, name, delimiter, special_use, selectable, subscribed, position, uid_validity, uid_next, highest_mod_seq,
       listed, server_total, server_unread, server_uid_next, server_mod_seq, synced_at, hides_deleted)
     VALUES (1, 'm1', 'a1', 'INBOX', 'INBOX', '/', 'inbox', 1, 1, 0, 7, 9, '', 1, 1, 1, 9, '', 51, 0);
     INSERT INTO message (id, mailbox, uid_validity, uid, flags, shown_mailbox, shown_flags, shown_unread, sort_date, internal_date, size, message_id, thread_id,
       sender, recipients, subject, has_attachment, search_text)
     VALUES (1048576, 1, 7, 8, '', 1, '', 1, 1000, 1000, 100, '<8@x>', '', '[]', '[]', 'Old and kept', 0, 'old and kept');
     INSERT INTO body (message, size, source, file, used_at) VALUES (1048576, 4, x'41420d0a', '', 52);`,
  },
];

describe('N05 databases of every earlier schema', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mailroom-upgrade-'));
  });
  after(() => rm(folder, { recursive: true }));

  /** A profile whose file was left by the engine that knew the first `version` migrations. */
  const left = (file: 'user' | 'cache', version: number, migrations: readonly Migration[], rows: readonly Rows[]) => {
    const profile = profileAt(join(folder, `${file}${version}`));
    const path = file === 'user' ? profile.userDb : profile.cacheDb;
    mkdirSync(profile.folder);
    new Database(path, { migrations: migrations.slice(0, version), durability: 'full' }).close();
    const old = new DatabaseSync(path);
    for (const { since, until = version, sql } of rows) if (since <= version && version <= until) old.exec(sql);
    old.close();
    return profile;
  };

  for (let version = 1; version <= userMigrations.length; version += 1) {
    test(`user.db of schema ${version}: nothing that a person made is lost`, () => {
      const profile = left('user', version, userMigrations, userRows);
      const user = openUser(profile, silentLogger);
      const [clock, random] = [virtualClock(), seededRandom(1)];
      assert.equal(user.schemaVersion, userMigrations.length);
      user.checkIntegrity();
      assert.deepEqual(user.all('PRAGMA foreign_key_check'), []);

      assert.equal(new AccountStore({ user, clock, random }).get(account).config.address, 'ann@example.test');
      const identities = new MailboxIdentityStore({ user, clock, random });
      assert.equal(identities.idFor(account, 'INBOX'), inbox, 'a mailbox keeps its id');
      const operations = new OperationStore({ user, clock });
      const outbox = new OutboxStore(user);
      const drafts = new DraftStore({ user, clock });
      const contacts = new ContactStore({ user });
      if (version >= 2) {
        const waiting = operations.waiting();
        assert.deepEqual(
          waiting.map(({ id, kind, state, target, add, remove }) => ({ id, kind, state, target, add, remove })),
          [
            { id: 41, kind: 'flag', state: 'pending', target: null, add: ['\\Seen'], remove: ['\\Flagged'] },
            { id: 42, kind: 'move', state: 'sent', target: 'm2', add: [], remove: [] },
          ],
        );
        assert.deepEqual(
          waiting.map(({ messages }) => messages.map(({ now, messageId }) => [now?.uid, messageId])),
          [
            [
              [1, '<1@x>'],
              [2, '<2@x>'],
            ],
            [[3, '<3@x>']],
          ],
        );
        const moved = operations.resolve({ mailbox: inbox, uidValidity: 7, uid: 4 });
        assert.deepEqual({ ...moved }, { mailbox: 'm2', uidValidity: 5, uid: 81 }, 'old ids find moved mail');
      }
      if (version >= 3) {
        assert.deepEqual(
          outbox.all().map(({ id, state, recipients }) => [id, state, recipients.map(({ address }) => address)]),
          [
            ['o1', 'queued', ['bob@example.test']],
            ['o2', 'inDoubt', ['eve@example.test']],
          ],
        );
        assert.equal(outbox.draftState('file:///d.mail.md', 'dd'), 'onItsWay');
        assert.equal(outbox.find(outboxId.parse('o2'))?.finalDotAt, 33);
      }
      if (version >= 4) {
        assert.equal(drafts.find('file:///d.mail.md')?.text, 'Dear Bob');
        assert.deepEqual(
          contacts.search('bob', 5).map(({ address }) => address),
          ['bob@example.test'],
        );
      }
      const persons = new IdentityStore({ user, accounts: new AccountStore({ user, clock, random }), clock, random });
      assert.deepEqual(
        persons.all().map(({ address }) => address),
        ['ann@example.test', ...(version >= 7 ? ['desk@example.test'] : [])],
      );
      if (version >= 10) {
        const [text] = new SmsStore(user).all();
        assert.deepEqual(
          text?.targets.map(({ state, leftAt }) => [state, leftAt]),
          [
            ['sent', 0],
            ['sending', 102],
          ],
        );
      }
      // What is done from here on comes after what was: ids are never given twice.
      const [added] = operations.add(account, batchId.parse('b9'), [
        { kind: 'flag', target: null, add: ['\\Seen'], remove: [], messages: [] },
      ]);
      assert.ok((added?.id ?? 0) > (version >= 2 ? 43 : 0));
      user.close();
      openUser(profile, silentLogger).close();
    });

    test(`user.db of schema ${version} is copied aside before it is changed`, () => {
      const profile = profileAt(join(folder, `user${version}`));
      if (version === userMigrations.length) return;
      const copy = new DatabaseSync(`${profile.userDb}.v${version}`);
      assert.equal(copy.prepare('PRAGMA user_version').get()?.['user_version'], version);
      assert.equal(copy.prepare('SELECT count(*) AS n FROM account').get()?.['n'], 1);
      copy.close();
    });
  }

  for (let version = 1; version <= cacheMigrations.length; version += 1) {
    test(`cache.db of schema ${version}: its mail is there at once, not fetched anew`, () => {
      const profile = left('cache', version, cacheMigrations, cacheRows);
      const cache = openCache(profile, silentLogger);
      assert.equal(cache.schemaVersion, cacheMigrations.length);
      assert.deepEqual(cache.all('PRAGMA foreign_key_check'), []);
      const kept = cache.get('SELECT subject, source FROM message JOIN body ON body.message = message.id');
      assert.equal(kept?.['subject'], 'Old and kept');
      assert.deepEqual(kept?.['source'], new Uint8Array([0x41, 0x42, 0x0d, 0x0a]));
      cache.close();
    });
  }
});
