import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sandboxAddress } from '../../../../src/server/directory/directory.ts';
import type { CaptureEvent } from '../../../../src/server/sandbox/captureFeed.ts';
import { parseRouteRules } from '../../../../src/server/sandbox/routing.ts';
import { testNow } from '../../../support/memoryImap.ts';
import { sandboxWorld } from '../../../support/sandboxWorld.ts';

describe('captured mails', () => {
  test('L01 mails to five domains that nobody knows are five mails, told as they come and in the catch-all’s INBOX', async () => {
    const { feed, send, subjectsIn } = await sandboxWorld();
    const told: string[] = [];
    feed.events.on((event) => told.push(event.kind === 'new' ? event.mail.summary.subject : event.kind));
    const subjects = ['one', 'two', 'three', 'four', 'five'];
    for (const subject of subjects) await send({ to: [`x@${subject}.example`], subject });
    assert.deepEqual(told, subjects);
    assert.deepEqual(
      feed.list(0, 10).map(({ summary }) => summary.subject),
      subjects.toReversed(),
    );
    assert.deepEqual(subjectsIn('INBOX'), subjects);
  });

  test('L01 a mail to many strangers is one mail that knows them all, who is named nowhere in Bcc', async () => {
    const { feed, send, subjectsIn } = await sandboxWorld();
    const bytes = 'From: a@b.example\r\nTo: Ann <ann@x.example>\r\nSubject: list\r\n\r\nhi\r\n';
    await send({ to: ['ann@x.example', 'bob@y.example', 'cy@z.example'], bytes });
    assert.deepEqual(subjectsIn('INBOX'), ['list']);
    const [mail] = feed.list(0, 10);
    assert.deepEqual(mail?.recipients, ['ann@x.example', 'bob@y.example', 'cy@z.example']);
    assert.deepEqual(
      mail?.summary.bcc.map(({ address }) => address),
      ['bob@y.example', 'cy@z.example'],
    );
  });

  test('a mail that was read or deleted over IMAP is read or gone in the feed, and the other way round', async () => {
    const { store, feed, send, subjectsIn } = await sandboxWorld();
    for (const subject of ['one', 'two', 'three']) await send({ subject });
    const { id } = store.mailboxes.get(store.users.get(sandboxAddress).id, 'INBOX');
    store.write([id], () => {
      store.messages.store(id, [1], 'add', ['\\Seen']);
      store.messages.expunge(id, [2]);
    });
    assert.deepEqual(
      feed.list(0, 10).map(({ summary, isRead }) => [summary.subject, isRead]),
      [
        ['three', false],
        ['one', true],
      ],
    );
    feed.setRead([feed.get('latest')], true);
    assert.deepEqual(store.messages.head(id, 3)?.flags, ['\\Seen']);
    feed.remove(feed.list(0, 1));
    assert.deepEqual(subjectsIn('INBOX'), ['one']);
  });

  test('L09 the 501st mail removes the oldest', async () => {
    const { feed, send, subjectsIn } = await sandboxWorld({ retention: { maxMails: 500, maxAgeMs: 0 } });
    const events: CaptureEvent[] = [];
    for (let index = 1; index <= 500; index++) await send({ subject: `mail ${index}` });
    assert.equal(feed.counts().total, 500);
    feed.events.on((event) => events.push(event));
    const oldest = feed.search(({ summary }) => summary.subject === 'mail 1')[0];
    await send({ subject: 'mail 501' });
    assert.equal(feed.counts().total, 500);
    assert.deepEqual(events.at(-1), { kind: 'removed', ids: [oldest?.id] });
    assert.equal(subjectsIn('INBOX').length, 500);
    assert.equal(subjectsIn('INBOX')[0], 'mail 2');
  });

  test('L09 mails older than the retention go', async () => {
    const { feed, send } = await sandboxWorld();
    await send({ subject: 'old', receivedAt: testNow - 3_600_001 });
    await send({ subject: 'young', receivedAt: testNow - 3_599_999 });
    feed.setRetention({ maxMails: 0, maxAgeMs: 3_600_000 });
    assert.deepEqual(
      feed.list(0, 10).map(({ summary }) => summary.subject),
      ['young'],
    );
  });

  test('L09 ten rules by sender, recipient and header route as listed, with their tags', async () => {
    const { feed, send, subjectsIn } = await sandboxWorld();
    feed.setRoutes(
      parseRouteRules([
        { from: 'billing@', mailbox: 'Billing' },
        { from: '*@news.example', mailbox: 'News', tags: ['news'] },
        { recipient: '@acme.example', mailbox: 'Acme' },
        { recipient: 'ops*@*.example', mailbox: 'Ops' },
        { header: { name: 'X-Kind', value: 'reset' }, mailbox: 'Accounts/Reset' },
        { header: { name: 'List-Id', value: '' }, mailbox: 'Lists' },
        { from: 'robot@', recipient: 'qa@', mailbox: 'Robots' },
        { header: { name: 'Subject', value: 'invoice' }, tags: ['money'] },
        { recipient: 'vip@', tags: ['vip'] },
        { from: 'late@', mailbox: 'Late', tags: ['late', 'money'] },
      ]),
    );
    const cases: readonly (readonly [
      subject: string,
      from: string,
      to: string,
      header: string,
      mailbox: string,
      tags: string,
    ])[] = [
      ['r1', 'billing@shop.example', 'a@x.example', '', 'Billing', ''],
      ['r2', 'any@news.example', 'a@x.example', '', 'News', 'news'],
      ['r3', 'a@b.example', 'eve@ACME.example', '', 'Acme', ''],
      ['r4', 'a@b.example', 'ops-night@site.example', '', 'Ops', ''],
      ['r5', 'a@b.example', 'a@x.example', 'X-Kind: Password Reset', 'Accounts/Reset', ''],
      ['r6', 'a@b.example', 'a@x.example', 'List-Id: <dev.example>', 'Lists', ''],
      ['r7', 'robot@b.example', 'qa@x.example', '', 'Robots', ''],
      ['invoice r8', 'a@b.example', 'a@x.example', '', 'INBOX', 'money'],
      ['r9', 'a@b.example', 'vip@x.example', '', 'INBOX', 'vip'],
      ['Invoice r10', 'late@b.example', 'vip@x.example', '', 'Late', 'late,money,vip'],
      ['none', 'robot@b.example', 'a@x.example', '', 'INBOX', ''],
      ['first wins', 'billing@news.example', 'a@acme.example', '', 'Billing', 'news'],
    ];
    for (const [subject, from, to, header] of cases) {
      const extra = header === '' ? '' : `${header}\r\n`;
      await send({ from, to: [to], bytes: `From: ${from}\r\nTo: ${to}\r\nSubject: ${subject}\r\n${extra}\r\nx\r\n` });
    }
    for (const [subject, , , , mailbox, tags] of cases) {
      assert.ok(subjectsIn(mailbox).includes(subject), `${subject} in ${mailbox}`);
      const [mail] = feed.search(({ summary }) => summary.subject === subject);
      assert.deepEqual(mail?.tags.toSorted(), tags === '' ? [] : tags.split(','), subject);
    }
  });

  test('L09 rules that make no sense are refused whole', () => {
    for (const wrong of [
      [{ from: 'a' }],
      [{ mailbox: 'a//b' }],
      [{ mailbox: 'a*' }],
      [{ from: 7, mailbox: 'A' }],
      [{ header: { name: 'two words', value: '' }, mailbox: 'A' }],
      [{ tags: 'x' }],
      {},
    ])
      assert.throws(() => parseRouteRules(wrong), { code: 'sandbox.badRule' });
  });

  test('routes and retention outlive the server', async () => {
    const { store, feed, clock } = await sandboxWorld();
    feed.setRoutes(parseRouteRules([{ from: 'a@', mailbox: 'A' }]));
    feed.setRetention({ maxMails: 3, maxAgeMs: 5 });
    const { CaptureFeed } = await import('../../../../src/server/sandbox/captureFeed.ts');
    const again = new CaptureFeed({ store, clock, random: { bytes: (count) => new Uint8Array(count) } });
    assert.equal(again.routes[0]?.mailbox, 'A');
    assert.deepEqual(again.retention, { maxMails: 3, maxAgeMs: 5 });
  });

  test('tags come from X-Tags and from behind a plus', async () => {
    const { feed, send } = await sandboxWorld();
    await send({ to: ['user+signup@x.example'], bytes: 'From: a@b\r\nX-Tags: blue, Two Words\r\n\r\n' });
    assert.deepEqual(feed.list(0, 1)[0]?.tags.toSorted(), ['Two Words', 'blue', 'signup']);
  });
});
