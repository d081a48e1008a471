/** Requests that a client repeats by itself when the engine died before it answered. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mailboxList } from '../../src/protocol/methods/mailboxList.ts';
import { messageDelete } from '../../src/protocol/methods/messageDelete.ts';
import { messageList } from '../../src/protocol/methods/messageList.ts';
import { fill } from './session.ts';
import { startSimWorld } from './simWorld.ts';

describe('C03 a delete whose answer was lost', () => {
  test('is not asked again, because twice is for good: what went to Trash stays there', async () => {
    await using world = await startSimWorld({ seed: 1 });
    fill(world);
    const engine = await world.start();
    await world.settled();
    const { mailboxes } = await engine.call(mailboxList, {});
    const inbox = mailboxes.find(({ path }) => path === 'INBOX');
    assert.ok(inbox);
    const [row] = (await engine.call(messageList, { mailbox: inbox.id, limit: 1 })).rows;
    assert.ok(row);
    const once = await engine.call(messageDelete, { ids: [row.id] });
    assert.deepEqual([once.moved, once.deleted], [1, 0]);
    await world.settled();
    const twice = await engine.call(messageDelete, { ids: [row.id] });
    assert.deepEqual([twice.moved, twice.deleted], [0, 1]);
    assert.equal(messageDelete.retry, 'never');
  });
});
