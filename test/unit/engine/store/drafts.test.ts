import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Clock } from '../../../../src/base/clock.ts';
import { disposable } from '../../../../src/base/dispose.ts';
import { newRecipient, type OutboxItem } from '../../../../src/engine/outbox/outboxItem.ts';
import { ContactStore } from '../../../../src/engine/store/contacts.ts';
import { Database } from '../../../../src/engine/store/database.ts';
import { DraftStore } from '../../../../src/engine/store/drafts.ts';
import { OutboxStore } from '../../../../src/engine/store/outbox.ts';
import { userMigrations } from '../../../../src/engine/store/schema/user.ts';
import { accountId, outboxId } from '../../../../src/protocol/records.ts';

function open() {
  let now = 1_000;
  const clock: Clock = { now: () => now++, after: () => disposable(() => {}) };
  const user = new Database(':memory:', { migrations: userMigrations, durability: 'full' });
  return { user, drafts: new DraftStore({ user, clock }), contacts: new ContactStore({ user }) };
}

function queued(change: Partial<OutboxItem>): OutboxItem {
  return {
    ...{ id: outboxId.parse('o1'), account: accountId.parse('a1'), state: 'queued', subject: 'S', messageId: '<1@x>' },
    ...{ returnPath: 'me@x.test', size: 10, eightBit: false, createdAt: 1, queuedAt: 1, dueAt: 1, attempts: 0 },
    ...{ sendAt: 0, notify: '', receipt: false },
    ...{ finalDotAt: 0, deferredSince: 0, finishedAt: 0, failure: null, sentCopy: 'pending', sentUidValidity: 0 },
    ...{ sentUidNext: 0, draft: '', draftDigest: '', answers: [], forwards: [], marked: false },
    recipients: [newRecipient('a@x.test')],
    ...change,
  };
}

describe('the journal of drafts', () => {
  test('E01 the newest text is kept, and a list hears only of what it shows', () => {
    const { drafts } = open();
    const draft = { uri: 'file:///a.mail.md', folder: 'file:///work', text: 'one', subject: 'S', to: 'a@x.test' };
    assert.equal(drafts.keep(draft), true);
    assert.equal(drafts.keep({ ...draft, text: 'two' }), false);
    assert.equal(drafts.keep({ ...draft, subject: 'T', folder: '' }), true);
    const kept = { uri: draft.uri, folder: 'file:///work', text: 'one', allowed: [], files: [], updatedAt: 1_002 };
    assert.deepEqual(drafts.find(draft.uri), kept);
    drafts.keep({ ...draft, subject: 'T' });
    assert.equal(drafts.find(draft.uri)?.updatedAt, 1_002, 'the same text again is no change');
  });

  test('E01 drafts are listed newest first and gone when forgotten', () => {
    const { drafts } = open();
    for (const uri of ['a', 'b', 'c']) drafts.keep({ uri, folder: '', text: '', subject: uri, to: '' });
    drafts.keep({ uri: 'a', folder: '', text: 'x', subject: 'a', to: '' });
    assert.deepEqual(
      drafts.all().map(({ uri }) => uri),
      ['a', 'c', 'b'],
    );
    assert.deepEqual([drafts.forget('a'), drafts.forget('a'), drafts.find('a')], [true, false, undefined]);
  });
});

describe('what is known of a draft beside its text', () => {
  const draft = { uri: 'file:///a.mail.md', folder: '', text: 'one', subject: '', to: '' };

  test('E05 files outside that may leave with it stay known while it is written on, until it is forgotten', () => {
    const { drafts } = open();
    drafts.keep({ ...draft, allowed: ['file:///etc/hosts'] });
    drafts.keep({ ...draft, text: 'two' });
    assert.deepEqual(drafts.find(draft.uri)?.allowed, ['file:///etc/hosts']);
    drafts.keep({ ...draft, text: 'two', allowed: ['file:///etc/hosts', 'file:///b'] });
    assert.deepEqual(drafts.find(draft.uri)?.allowed, ['file:///etc/hosts', 'file:///b']);
    drafts.forget(draft.uri);
    drafts.keep(draft);
    assert.deepEqual(drafts.find(draft.uri)?.allowed, []);
  });

  test('F02 it has left only if the newest mail of what it says now is sent', async () => {
    const { drafts, user } = open();
    const account = accountId.parse('a1');
    user.write('test', () =>
      user.run("INSERT INTO account (id, config, created_at) VALUES (:account, '{}', 1)", { account }),
    );
    const outbox = new OutboxStore(user);
    const isSent = () => drafts.all()[0]?.sent;
    drafts.keep(draft); // At 1000.
    assert.equal(isSent(), false);
    const mail = queued({ account, draft: draft.uri, createdAt: 1_500 });
    await outbox.insert([mail]);
    assert.equal(isSent(), false, 'queued');
    user.write('test', () => user.run("UPDATE outbox SET state = 'sent'"));
    assert.equal(isSent(), true);
    outbox.hide(mail.id);
    assert.equal(isSent(), true, 'also when it was taken off the list');
    await outbox.insert([queued({ account, draft: draft.uri, createdAt: 1_600, id: outboxId.parse('o2') })]);
    assert.equal(isSent(), false, 'sent again, and that is not over');
    user.write('test', () => user.run("UPDATE outbox SET state = 'sent', created_at = 900"));
    assert.equal(isSent(), false, 'written on since');
  });
});

describe('contacts', () => {
  const meet = (name: string, address: string, sent = false, at = 1) => ({ name, address, sent, at });

  test('E01 a prefix of any word of name or address finds, accents and case aside', () => {
    const { contacts } = open();
    contacts.meet([
      meet('Zoë Müller', 'z.mueller@Example.test'),
      meet('张伟', 'zw@qq.com'),
      meet('', '100%_sure@x.test'),
    ]);
    const found = (prefix: string) => contacts.search(prefix, 10).map(({ address }) => address);
    assert.deepEqual(found('mul'), ['z.mueller@Example.test']);
    assert.deepEqual(found('ZOE'), ['z.mueller@Example.test']);
    assert.deepEqual(found('mueller'), ['z.mueller@Example.test']);
    assert.deepEqual(found('伟'), ['zw@qq.com']);
    assert.deepEqual(found('@qq'), ['zw@qq.com']);
    assert.deepEqual(found('ller'), []);
    assert.deepEqual(found('100%'), ['100%_sure@x.test']);
    assert.equal(found('').length, 3);
  });

  test('E01 people with Chinese names are found by pinyin, behind those whose letters are typed', () => {
    const { contacts } = open();
    contacts.meet([
      meet('张伟', 'a1@x.test', true),
      meet('章子怡', 'a2@x.test'),
      meet('王芳', 'wf@x.test', true),
      meet('Zhang Li', 'a3@x.test'),
    ]);
    const found = (prefix: string, limit = 10) => contacts.search(prefix, limit).map(({ address }) => address);
    assert.deepEqual(found('zhang'), ['a3@x.test', 'a1@x.test', 'a2@x.test']);
    assert.deepEqual(found('Zhang', 2), ['a3@x.test', 'a1@x.test']);
    assert.deepEqual(found('zhang wei'), ['a1@x.test']);
    assert.deepEqual(found('wf'), ['wf@x.test']);
    assert.deepEqual(found('fang'), ['wf@x.test']);
    assert.deepEqual(found('zhu'), []);
  });

  test('E01 who is written to comes before who only writes', () => {
    const { contacts } = open();
    contacts.meet([meet('Ann A', 'a@x.test'), meet('Ann A', 'a@x.test'), meet('Ann B', 'b@x.test', true)]);
    assert.deepEqual(
      contacts.search('ann', 10).map(({ name }) => name),
      ['Ann B', 'Ann A'],
    );
  });

  test('E01 the newest name that is one stays', () => {
    const { contacts } = open();
    contacts.meet([
      meet('Ann', 'a@x.test', false, 5),
      meet('Older', 'A@x.test', false, 3),
      meet("'a@x.test'", 'a@x.test', false, 9),
    ]);
    assert.deepEqual(contacts.search('a', 10), [{ name: 'Ann', address: 'a@x.test' }]);
  });
});
