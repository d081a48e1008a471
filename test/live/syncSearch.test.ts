/** Search in the cache and on the server, and what is said when the server's own search can't be believed. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { messageSearch } from '../../src/protocol/methods/messageSearch.ts';
import { startProxy } from '../support/proxy.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { dovecotAccount, type SyncWorld, syncWorld } from '../support/syncWorld.ts';
import { waitFor } from '../support/waitFor.ts';
import { startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann@example.test', password: 'secret' };

/** An INBOX of 1,500 whose listing stands still after the newest ones, so that older mail is on the server only. */
async function halfListed() {
  await using stack = new AsyncDisposableStack();
  const dovecot = stack.use(await startDovecot({ users: [ann] }));
  seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 1_500 }));
  const proxy = stack.use(await startProxy({ targetPort: dovecot.imapPort }));
  const held = proxy.rule({ from: 'server', at: { text: '* 700 FETCH', side: 'before' }, act: 'hold' });
  const world = stack.use(await syncWorld());
  const config = dovecotAccount(dovecot, ann.address);
  world.addAccount({ ...config, imap: { host: 'localhost', port: proxy.port, security: 'none' } });
  await held.hit;
  const kept = stack.move();
  return {
    ...{ proxy, world },
    async [Symbol.asyncDispose]() {
      held.release();
      await kept.disposeAsync();
    },
  };
}

/** Asks once what is listed is indexed. */
async function search(world: SyncWorld, query: string) {
  return waitFor(
    async () => {
      const answer = await world.call(messageSearch, { query, limit: 50 });
      return answer.indexing === null && answer;
    },
    { what: 'the mail to be indexed' },
  );
}

describe('Search', () => {
  test('E01 mail that is not listed yet is found on the server, what is listed in the cache, each once', async () => {
    await using place = await halfListed();
    const { world } = place;
    const found = async (query: string) => {
      const { rows, server } = await search(world, query);
      return [rows.map(({ subject }) => subject), server];
    };
    assert.deepEqual(await found('message 1490'), [['Message 1490'], 'searched']);
    assert.deepEqual(await found('message 654'), [['Message 654'], 'searched']);
    assert.deepEqual(await found('message 654'), [['Message 654'], 'searched']);
    assert.deepEqual(await found('nothing has this subject'), [[], 'searched']);
  });

  for (const [what, lie] of [
    ['finds everything', '* SEARCH 1 2 3 4 5'],
    ['finds nothing', '* SEARCH'],
  ] as const) {
    test(`E01 a server whose search ${what} is not believed: the cache's hits, and it is said`, async () => {
      await using place = await halfListed();
      const { world, proxy } = place;
      proxy.rule({ from: 'server', at: { text: /\* E?SEARCH[^\r]*(?=\r)/ }, act: { replace: lie }, times: 1_000 });
      const local = await search(world, 'message 1490');
      assert.deepEqual([local.rows.map(({ subject }) => subject), local.server], [['Message 1490'], 'untrusted']);
      const remote = await search(world, 'message 654');
      assert.deepEqual([remote.rows, remote.server], [[], 'untrusted']);
    });
  }
});
