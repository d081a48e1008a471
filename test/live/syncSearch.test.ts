/** Search in the cache and on the server, and what is said when the server's own search can't be believed. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { messageSearch } from '../../src/protocol/methods/messageSearch.ts';
import { startProxy } from '../support/proxy.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { dovecotAccount, syncWorld } from '../support/syncWorld.ts';
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

describe('Search', () => {
  test('E01 mail that is not listed yet is found on the server, what is listed in the cache, each once', async () => {
    await using place = await halfListed();
    const { world } = place;
    const found = async (query: string) => {
      const { rows, server } = await world.call(messageSearch, { query, limit: 50 });
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
      proxy.rule({ from: 'server', at: { text: /\* SEARCH[ 0-9]*(?=\r)/ }, act: { replace: lie }, times: 1_000 });
      const local = await world.call(messageSearch, { query: 'message 1490', limit: 50 });
      assert.deepEqual([local.rows.map(({ subject }) => subject), local.server], [['Message 1490'], 'untrusted']);
      const remote = await world.call(messageSearch, { query: 'message 654', limit: 50 });
      assert.deepEqual([remote.rows, remote.server], [[], 'untrusted']);
    });
  }
});
