/** A server that can't remove single messages (no UIDPLUS): they are hidden, counted, and removed when a person says so. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mailboxExpunge } from '../../src/protocol/methods/mailboxExpunge.ts';
import { mailboxMarked } from '../../src/protocol/methods/mailboxMarked.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { messageDelete } from '../../src/protocol/methods/messageDelete.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { dovecotAccount, syncWorld } from '../support/syncWorld.ts';
import { hideCapabilities, startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann@example.test', password: 'secret' };

describe('Mail marked for deletion on a server without UIDPLUS', () => {
  test('C03 it is counted and listed, others’ too, and goes for good only as listed', async () => {
    await using dovecot = await startDovecot({ users: [ann], capability: hideCapabilities('UIDPLUS') });
    seedMailbox({ dovecot, address: ann.address, mailbox: 'Trash' }, manyMessages({ count: 10 }));
    await using world = await syncWorld();
    const account = world.addAccount(dovecotAccount(dovecot, ann.address));
    await world.call(mailboxSync, { account });
    const mark = (uid: number) =>
      dovecot.doveadm('flags', 'add', '-u', ann.address, '\\Deleted', 'mailbox', 'Trash', 'uid', String(uid));
    const onServer = async () => {
      const text = await dovecot.doveadm('-f', 'tab', 'fetch', '-u', ann.address, 'uid', 'mailbox', 'Trash');
      return text.trim().split('\n').slice(1).map(Number);
    };
    const rows = await world.rows('Trash');
    const ours = rows.filter(({ uid }) => uid <= 3).map(({ id }) => id);
    await world.call(messageDelete, { ids: ours, wait: true });
    const trash = await world.mailbox('Trash');
    assert.deepEqual([trash.total, trash.marked, (await world.rows('Trash')).length], [7, 3, 7]);
    assert.equal((await onServer()).length, 10);

    await mark(5); // Another program's.
    await world.call(mailboxSync, { account, mailbox: trash.id });
    const { rows: listed } = await world.call(mailboxMarked, { mailbox: trash.id });
    assert.deepEqual(listed.map(({ uid }) => uid).sort(), [1, 2, 3, 5]);
    const seen = listed.map(({ id }) => id);
    await mark(9); // Marked after the person has looked.
    await assert.rejects(world.call(mailboxExpunge, { mailbox: trash.id, seen }), { code: 'mailbox.markedChanged' });
    assert.equal((await onServer()).length, 10);

    await world.call(mailboxSync, { account, mailbox: trash.id });
    const again = await world.call(mailboxMarked, { mailbox: trash.id });
    const { removed } = await world.call(mailboxExpunge, {
      mailbox: trash.id,
      seen: again.rows.map(({ id }) => id),
    });
    assert.equal(removed, 5);
    assert.deepEqual(await onServer(), [4, 6, 7, 8, 10]);
    assert.equal((await world.mailbox('Trash')).marked, 0);
    assert.equal((await world.rows('Trash')).length, 5);
  });
});
