import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Database } from '../../../../src/engine/store/database.ts';
import { MailboxStateStore } from '../../../../src/engine/store/mailboxState.ts';
import { MessageLists } from '../../../../src/engine/store/messageLists.ts';
import { MessageStore, type NewMessage } from '../../../../src/engine/store/messages.ts';
import { cacheMigrations } from '../../../../src/engine/store/schema/cache.ts';
import { accountId, mailboxId } from '../../../../src/protocol/records.ts';

const [account, id] = [accountId.parse('a1'), mailboxId.parse('m1')];

function stores() {
  const cache = new Database(':memory:', { migrations: cacheMigrations, durability: 'normal' });
  const mailboxes = new MailboxStateStore({ cache });
  mailboxes.applyListing(account, [
    {
      id,
      account,
      path: 'INBOX',
      name: 'INBOX',
      delimiter: '/',
      specialUse: 'inbox',
      selectable: true,
      subscribed: true,
      status: undefined,
    },
  ]);
  const overlay = { show: ({ mailbox }: { mailbox: typeof id }, flags: readonly string[]) => ({ mailbox, flags }) };
  const messages = new MessageStore({ cache, mailboxes, overlay });
  const put = (rows: readonly NewMessage[]) => messages.write('put', () => messages.put(mailboxes.get(id), 5, rows));
  return { cache, lists: new MessageLists({ cache }), put, messages, number: mailboxes.get(id).number };
}

function message(uid: number, sortDate: number, more: Partial<NewMessage> = {}): NewMessage {
  const text = { messageId: `<${uid}@example.test>`, threadId: '', subject: `Mail ${uid}`, searchText: `mail ${uid}` };
  return {
    uid,
    flags: [],
    sortDate,
    internalDate: sortDate,
    size: 1,
    from: [],
    to: [],
    hasAttachment: false,
    references: '',
    inReplyTo: '',
    ...text,
    ...more,
  };
}

describe('Lists of messages', () => {
  test('C01 pages go newest first and meet each message once; of one second the later UID comes first', () => {
    const { lists, put, number } = stores();
    put([5, 1, 4, 2, 3].map((uid) => message(uid, 7_000)));
    put([message(9, 1_000), message(8, 60_000)]);
    const uids: number[] = [];
    for (let before: number | undefined; ; ) {
      const page = lists.page(number, { limit: 2, before });
      uids.push(...page.rows.map(({ uid }) => uid));
      if (page.next === undefined) break;
      before = page.next;
    }
    assert.deepEqual(uids, [8, 5, 4, 3, 2, 1, 9]);
  });

  test('C01 one range of one index gives a page, and counts read that index alone', () => {
    const { cache } = stores();
    const plan = (sql: string) =>
      cache
        .all(`EXPLAIN QUERY PLAN ${sql}`)
        .map((row) => String(row['detail']))
        .join('\n');
    assert.match(
      plan('SELECT * FROM message WHERE shown_mailbox = 1 AND id >= 5 AND id < 9 ORDER BY id DESC LIMIT 5'),
      /USING INDEX message_shown \(shown_mailbox=\? AND id>\? AND id<\?\)/,
    );
    assert.doesNotMatch(
      plan('SELECT * FROM message WHERE shown_mailbox = 1 AND id < 9 ORDER BY id DESC LIMIT 5'),
      /TEMP B-TREE|SCAN/,
    );
    assert.match(
      plan(
        'SELECT count(*), sum(shown_unread) FROM message INDEXED BY message_shown WHERE shown_mailbox = 1 AND id >= 5 AND id < 9',
      ),
      /COVERING INDEX/,
    );
  });

  test('C01 spans count with their start and without their end', () => {
    const { lists, put, number } = stores();
    put([message(1, 10_000), message(2, 20_000, { flags: ['\\Seen'] }), message(3, 30_000)]);
    assert.deepEqual(lists.counts(number, { from: 10_000, to: 30_000 }), { messages: 2, unread: 1 });
    assert.deepEqual(lists.counts(number), { messages: 3, unread: 2 });
    assert.equal(lists.oldest(number), 10_000);
  });

  test('B02 a message listed twice stays one, with the flags of the last time', () => {
    const { lists, put, number } = stores();
    put([message(1, 10_000)]);
    put([message(1, 10_000, { flags: ['\\Seen'] })]);
    const { rows } = lists.page(number, { limit: 5 });
    assert.deepEqual(
      rows.map(({ uid, flags }) => [uid, flags]),
      [[1, ['\\Seen']]],
    );
  });

  test('C02 a search takes signs of LIKE as they are', () => {
    const { lists, put } = stores();
    put([message(1, 1_000, { searchText: '100% sure! 中文_主题' }), message(2, 2_000, { searchText: '1000 sure' })]);
    for (const words of [['100%'], ['sure!'], ['中文_', 'sure']])
      assert.deepEqual(
        lists.search(words, 5, {}).map(({ uid }) => uid),
        [1],
      );
  });
});
