/** What changes on a real Dovecot comes over by difference, and what is here stays without it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { messageGet } from '../../src/protocol/methods/messageGet.ts';
import { messageList } from '../../src/protocol/methods/messageList.ts';
import { messageSearch } from '../../src/protocol/methods/messageSearch.ts';
import { messageSource } from '../../src/protocol/methods/messageSource.ts';
import { message } from '../support/message.ts';
import { startProxy } from '../support/proxy.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { dovecotAccount, syncWorld } from '../support/syncWorld.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { waitFor } from '../support/waitFor.ts';
import { hideCapabilities, startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann@example.test', password: 'secret' };

describe('A mailbox that is cached', () => {
  test('B02 5,000 messages, cable pulled: list, search and a mail that was read still work', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 5_000 }));
    await using proxy = await startProxy({ targetPort: dovecot.imapsPort });
    await using world = await syncWorld();
    const account = world.addAccount(dovecotAccount(dovecot, ann.address, { port: proxy.port }));
    await world.call(mailboxSync, { account });
    const before = await world.rows('INBOX');
    const [newest] = before;
    assert.ok(newest);
    await world.call(messageSource, { id: newest.id });
    proxy.refuse();
    proxy.cutAll();
    await waitFor(() => world.context.accountStates.get(account).state === 'offline');
    assert.deepEqual(await world.rows('INBOX'), before);
    const found = await world.call(messageSearch, { query: 'message 4321', limit: 10 });
    assert.deepEqual([found.rows.map(({ subject }) => subject), found.server], [['Message 4321'], 'offline']);
    await world.call(messageSource, { id: newest.id });
    const other = before[7];
    assert.ok(other);
    await assert.rejects(world.call(messageSource, { id: other.id }), { code: 'message.notCached' });
    proxy.refuse(false);
    world.context.accountStates.signal('connect', account);
    await world.online(account);
    await world.call(messageSource, { id: other.id });
  });

  test('B02 50 changes on the server cost one round trip after SELECT', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address, mailbox: 'Work' }, manyMessages({ count: 500 }));
    await using proxy = await startProxy({ targetPort: dovecot.imapPort });
    await using world = await syncWorld();
    const config = dovecotAccount(dovecot, ann.address);
    const account = world.addAccount({ ...config, imap: { host: 'localhost', port: proxy.port, security: 'none' } });
    await world.call(mailboxSync, { account });
    const { id: mailbox } = await world.mailbox('Work');
    await dovecot.doveadm('flags', 'add', '-u', ann.address, '\\Flagged', 'mailbox', 'Work', 'uid', '101:150');
    await dovecot.doveadm('expunge', '-u', ann.address, 'mailbox', 'Work', 'uid', '7');
    const sentBefore = proxy.connections.map((connection) => connection.sent('client').length);
    await world.call(mailboxSync, { account, mailbox });
    const said = proxy.connections
      .map((one, index) =>
        one
          .sent('client')
          .subarray(sentBefore[index] ?? 0)
          .toString('latin1'),
      )
      .join('');
    assert.equal(said.match(/UID FETCH/g)?.length, 1, said);
    assert.doesNotMatch(said, /SEARCH|ENVELOPE/);
    const rows = await world.rows('Work');
    assert.equal(rows.length, 499);
    const flagged = rows.filter(({ uid }) => uid >= 101 && uid <= 150);
    assert.ok(flagged.length === 50 && flagged.every(({ flags }) => flags.includes('\\Flagged')));
  });

  for (const hidden of [[], ['QRESYNC'], ['QRESYNC', 'CONDSTORE']]) {
    test(`B02 changed flags, gone and new mail come over ${hidden.length > 0 ? `without ${hidden.join(' and ')}` : 'with QRESYNC'}`, async () => {
      await using dovecot = await startDovecot({ users: [ann], capability: hideCapabilities(...hidden) });
      seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 300 }));
      await using world = await syncWorld();
      const account = world.addAccount(dovecotAccount(dovecot, ann.address));
      await world.call(mailboxSync, { account });
      const { id: mailbox } = await world.mailbox('INBOX');
      await dovecot.doveadm('flags', 'add', '-u', ann.address, '\\Answered', 'mailbox', 'INBOX', 'uid', '5');
      await dovecot.doveadm('expunge', '-u', ann.address, 'mailbox', 'INBOX', 'uid', '10:19');
      await dovecot.deliver(ann.address, message({ subject: 'Came later' }));
      await world.call(mailboxSync, { account, mailbox });
      const rows = await world.rows('INBOX');
      assert.equal(rows.length, 291);
      assert.ok(rows.find(({ uid }) => uid === 5)?.flags.includes('\\Answered'));
      assert.equal(rows.filter(({ subject }) => subject === 'Came later').length, 1);
      assert.ok(rows.every(({ uid }) => uid < 10 || uid > 19));
    });
  }

  test('B02 another UIDVALIDITY rebuilds the mailbox with no mail twice', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address, mailbox: 'Work' }, manyMessages({ count: 400 }));
    await using world = await syncWorld();
    const account = world.addAccount(dovecotAccount(dovecot, ann.address));
    await world.call(mailboxSync, { account });
    const { id: mailbox } = await world.mailbox('Work');
    const before = await world.rows('Work');
    const validity = Number(before[0]?.id.split('.')[2]) + 77;
    await dovecot.doveadm('mailbox', 'update', '-u', ann.address, '--uid-validity', String(validity), 'Work');
    await world.call(mailboxSync, { account, mailbox });
    const after = await world.rows('Work');
    assert.equal(after.length, 400);
    assert.equal(new Set(after.map(({ messageId }) => messageId)).size, 400);
    assert.ok(after.every(({ id }) => id.split('.')[2] === String(validity)));
    const [old] = before;
    assert.ok(old);
    assert.deepEqual((await world.call(messageGet, { ids: [old.id] })).rows, []);
  });

  test('B02 a server without UIDVALIDITY that numbers anew is noticed by what known UIDs hold', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address, mailbox: 'Work' }, manyMessages({ count: 60 }));
    await using proxy = await startProxy({ targetPort: dovecot.imapPort });
    const none = { replace: '[X-NO-UIDVALIDITY]' };
    proxy.rule({ from: 'server', at: { text: /\[UIDVALIDITY \d+\]/ }, act: none, times: 1_000 });
    await using world = await syncWorld();
    const config = dovecotAccount(dovecot, ann.address);
    const account = world.addAccount({ ...config, imap: { host: 'localhost', port: proxy.port, security: 'none' } });
    await world.call(mailboxSync, { account });
    const before = await world.rows('Work');
    assert.deepEqual([before.length, before[0]?.id.split('.')[2]], [60, '0']);
    const { id: mailbox } = await world.mailbox('Work');
    await world.call(mailboxSync, { account, mailbox });
    assert.equal(world.events.filter(({ name }) => name === 'newMail').length, 0);
    // The same mails under other UIDs: the newer half comes first now.
    await dovecot.doveadm('mailbox', 'create', '-u', ann.address, 'New');
    for (const uids of ['31:60', '1:30'])
      await dovecot.doveadm('move', '-u', ann.address, 'New', 'mailbox', 'Work', 'uid', uids);
    await dovecot.doveadm('mailbox', 'delete', '-u', ann.address, 'Work');
    await dovecot.doveadm('mailbox', 'rename', '-u', ann.address, 'New', 'Work');
    await world.call(mailboxSync, { account, mailbox });
    const after = await world.rows('Work');
    assert.deepEqual(
      after.map(({ uid, messageId }) => [uid <= 30 ? uid + 30 : uid - 30, messageId]),
      before.map(({ uid, messageId }) => [uid, messageId]),
    );
  });

  test('B02 a listing that breaks halfway goes on where it was, with no mail twice', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 6_000 }));
    await using proxy = await startProxy({ targetPort: dovecot.imapPort });
    const cut = proxy.rule({ from: 'server', at: { text: '* 3500 FETCH' }, act: 'cut' });
    await using world = await syncWorld();
    const config = dovecotAccount(dovecot, ann.address);
    const account = world.addAccount({ ...config, imap: { host: 'localhost', port: proxy.port, security: 'none' } });
    await cut.hit;
    await waitFor(() => world.context.accountStates.get(account).state === 'online');
    await world.call(mailboxSync, { account });
    const rows = await world.rows('INBOX');
    assert.equal(rows.length, 6_000);
    assert.equal(new Set(rows.map(({ uid }) => uid)).size, 6_000);
    assert.equal(world.count('newMail'), 0);
  });

  test('invariant 7: cache.db deleted, every old id works again', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 50 }));
    await using folder = await tempFolder('cache');
    const ids = await (async () => {
      await using world = await syncWorld({ folder: folder.path });
      const account = world.addAccount(dovecotAccount(dovecot, ann.address));
      await world.call(mailboxSync, { account });
      return (await world.rows('INBOX')).map(({ id }) => id);
    })();
    const { rm, writeFile } = await import('node:fs/promises');
    await rm(`${folder.path}/cache.db`);
    await writeFile(`${folder.path}/cache.db`, 'This is not a database, and never was one.'.repeat(500));
    await using world = await syncWorld({ folder: folder.path });
    const [account] = world.context.accounts.all();
    assert.ok(account);
    await world.call(mailboxSync, { account: account.id });
    assert.deepEqual(
      (await world.call(messageGet, { ids })).rows.map(({ id }) => id),
      ids,
    );
    assert.equal(world.count('newMail'), 0);
  });

  test('invariant 6: a mailbox that could never be listed is an error, not an empty list', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 20 }));
    await using proxy = await startProxy({ targetPort: dovecot.imapPort });
    await using world = await syncWorld();
    proxy.rule({ from: 'server', at: { text: /\* \d+ FETCH/ }, act: 'cut', times: 1_000 });
    const config = dovecotAccount(dovecot, ann.address);
    const account = world.addAccount({ ...config, imap: { host: 'localhost', port: proxy.port, security: 'none' } });
    await waitFor(() => world.context.accountStates.get(account).state === 'offline');
    const { id: mailbox, total } = await world.mailbox('INBOX');
    assert.equal(total, 20);
    await assert.rejects(world.call(messageList, { mailbox, limit: 10 }), { code: 'account.offline' });
  });
});
