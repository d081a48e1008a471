/** Mailboxes of a real Dovecot as the tree shows them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mailboxList } from '../../src/protocol/methods/mailboxList.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { dovecotAccount, syncWorld } from '../support/syncWorld.ts';
import { startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann@example.test', password: 'secret' };
const chinese = ['项目', '项目.设计', '项目.设计.评审', '客户来信', '发票与报销'];

describe('The mailboxes of an account', () => {
  test('B01 names, parts and counters of 40 folders equal the server’s LIST and STATUS, Chinese ones too', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    const plain = Array.from({ length: 29 }, (_, index) => `Folder ${index + 1}`);
    const own = ['Drafts', 'Sent', 'Trash', 'Junk', 'Archive'];
    for (const path of [...own, ...plain, ...chinese])
      await dovecot.doveadm('mailbox', 'create', '-u', ann.address, path);
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 37, unreadEvery: 5 }));
    seedMailbox({ dovecot, address: ann.address, mailbox: 'Folder 3' }, manyMessages({ count: 12, unreadEvery: 3 }));
    seedMailbox({ dovecot, address: ann.address, mailbox: 'Archive' }, manyMessages({ count: 9, unreadEvery: 9 }));
    const status = await statusOfAll(dovecot);
    await using world = await syncWorld();
    const account = world.addAccount(dovecotAccount(dovecot, ann.address));
    await world.call(mailboxSync, { account });
    const { mailboxes } = await world.call(mailboxList, { account });
    assert.equal(mailboxes.length, 40);
    const shown = new Map(mailboxes.map(({ path, total, unread }) => [path, { total, unread }]));
    assert.deepEqual([...shown].sort(byName), [...status].sort(byName));
    const uses = Object.fromEntries(
      mailboxes.filter(({ specialUse }) => specialUse).map(({ path, specialUse }) => [path, specialUse]),
    );
    assert.deepEqual(uses, {
      INBOX: 'inbox',
      Drafts: 'drafts',
      Sent: 'sent',
      Archive: 'archive',
      Junk: 'junk',
      Trash: 'trash',
    });
    const review = mailboxes.find(({ path }) => path === '项目.设计.评审');
    const design = mailboxes.find(({ path }) => path === '项目.设计');
    assert.equal(review?.name, '评审');
    assert.equal(review?.parent, design?.id);
    assert.ok(
      mailboxes.every(({ parent }, index) => parent === null || mailboxes.findIndex(({ id }) => id === parent) < index),
    );
    assert.equal(mailboxes[0]?.path, 'INBOX');
  });
});

async function statusOfAll(dovecot: {
  doveadm(...args: string[]): Promise<string>;
}): Promise<Map<string, { total: number; unread: number }>> {
  const text = await dovecot.doveadm('-f', 'tab', 'mailbox', 'status', '-u', ann.address, 'messages unseen', '*');
  const lines = text.trim().split('\n').slice(1);
  return new Map(
    lines.map((line) => {
      const [path = '', messages, unseen] = line.split('\t');
      return [path, { total: Number(messages), unread: Number(unseen) }];
    }),
  );
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
