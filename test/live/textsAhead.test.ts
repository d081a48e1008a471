/** Text that is here before somebody asks for it: which mails, how far back, and what it must not get in the way of. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { messageSearch } from '../../src/protocol/methods/messageSearch.ts';
import { messageSource } from '../../src/protocol/methods/messageSource.ts';
import { syncConfigure } from '../../src/protocol/methods/syncConfigure.ts';
import { message } from '../support/message.ts';
import { startProxy } from '../support/proxy.ts';
import { type SeedMessage, seedMailbox } from '../support/seedMailbox.ts';
import { dovecotAccount, type SyncWorld, syncWorld } from '../support/syncWorld.ts';
import { waitFor } from '../support/waitFor.ts';
import { startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann@example.test', password: 'secret' };
const dayMs = 86_400_000;

function mail(name: string, daysOld: number, size = 0): SeedMessage {
  const date = new Date(Date.now() - daysOld * dayMs);
  const text = `The word of ${name} is ${name}word.\n${'x'.repeat(70)}\n`.padEnd(size, 'long line of text\n');
  return { bytes: message({ subject: name, text, date, messageId: `<${name}@example.test>` }), receivedAt: date };
}

function texts(world: SyncWorld): readonly string[] {
  const sql = 'SELECT subject FROM message JOIN body ON body.message = message.id ORDER BY subject';
  return world.context.cache.all(sql).map((row) => String(row['subject']));
}

describe('Text fetched ahead', () => {
  test('B02 the text of the last 90 days is read and found without the network; older, large and junk mail is not fetched', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    const inbox = [
      mail('ancient', 400),
      mail('older', 91),
      mail('recent', 89),
      mail('newest', 1),
      mail('huge', 2, 200_000),
    ];
    seedMailbox({ dovecot, address: ann.address }, inbox);
    seedMailbox({ dovecot, address: ann.address, mailbox: 'Work' }, [mail('work', 3)]);
    seedMailbox({ dovecot, address: ann.address, mailbox: 'Junk' }, [mail('junk', 3)]);
    await using proxy = await startProxy({ targetPort: dovecot.imapsPort });
    await using world = await syncWorld();
    world.context.textFetcher.start();
    const account = world.addAccount(dovecotAccount(dovecot, ann.address, { port: proxy.port }));
    await waitFor(() => texts(world).length >= 3, { what: 'the texts' });
    await world.call(mailboxSync, { account });
    await world.context.searchIndexer.settled();
    proxy.refuse();
    proxy.cutAll();
    await waitFor(() => world.context.accountStates.get(account).state === 'offline');
    assert.deepEqual(texts(world), ['newest', 'recent', 'work']);
    const [found] = (await world.call(messageSearch, { query: 'recentword', limit: 10 })).rows;
    assert.equal(found?.subject, 'recent');
    await world.call(messageSource, { id: found.id });
    assert.ok(!found.flags.includes('\\Seen'), 'reading ahead is not reading');
    assert.equal([...(await dovecot.doveadm('fetch', '-u', ann.address, 'flags', 'all')).matchAll(/Seen/g)].length, 0);
  });

  test('B02 the setting says how far back: nothing at 0, more once it says more', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address }, [mail('ancient', 400), mail('older', 91), mail('newest', 1)]);
    await using world = await syncWorld();
    await world.call(syncConfigure, { textDays: 0 });
    world.context.textFetcher.start();
    const account = world.addAccount(dovecotAccount(dovecot, ann.address));
    await world.call(mailboxSync, { account });
    await world.call(syncConfigure, { textDays: 100 });
    await waitFor(() => texts(world).length >= 2, { what: 'the texts of 100 days' });
    assert.deepEqual(texts(world), ['newest', 'older']);
    await dovecot.deliver(ann.address, mail('fresh', 0).bytes);
    await waitFor(() => texts(world).includes('fresh'), { what: 'the text of a new mail' });
    assert.deepEqual(texts(world), ['fresh', 'newest', 'older']);
  });
});
