/** Folders and lists against a real Dovecot. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { startProxy } from '../support/proxy.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { dovecotAccount, syncWorld } from '../support/syncWorld.ts';
import { startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann@example.test', password: 'secret' };

describe('A mailbox listed from Dovecot', () => {
  test('B02 is listed whole, newest first, each message once', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 5_000 }));
    await using world = await syncWorld();
    const account = world.addAccount(dovecotAccount(dovecot, ann.address));
    const done = await world.call(mailboxSync, { account });
    assert.equal(done.messages, 5_000);
    const rows = await world.rows('INBOX');
    assert.equal(rows.length, 5_000);
    assert.equal(new Set(rows.map(({ id }) => id)).size, 5_000);
    assert.equal(rows[0]?.subject, 'Message 5000');
    assert.equal(rows.at(-1)?.subject, 'Message 1');
    assert.deepEqual(
      rows,
      [...rows].sort((a, b) => b.date - a.date),
    );
    const inbox = await world.mailbox('INBOX');
    assert.deepEqual([inbox.total, inbox.unread, inbox.specialUse], [5_000, 500, 'inbox']);
    assert.equal(world.count('newMail'), 0);
  });

  test('A03 a server is told our name and version, and nothing of the library’s maker', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    await using proxy = await startProxy({ targetPort: dovecot.imapPort });
    await using world = await syncWorld();
    const config = dovecotAccount(dovecot, ann.address);
    const account = world.addAccount({ ...config, imap: { host: 'localhost', port: proxy.port, security: 'none' } });
    await world.online(account);
    const said = proxy.connections.map((one) => one.sent('client').toString('latin1')).join('');
    assert.match(said, /ID \("name" "Mailroom" "version" "[^"]+"\)\r\n/);
  });
});
