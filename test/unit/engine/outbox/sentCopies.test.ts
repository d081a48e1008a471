import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MailError } from '../../../../src/base/errors.ts';
import { listFolder } from '../../../../src/engine/files.ts';
import { waitFor } from '../../../support/waitFor.ts';
import { outboxWorld } from './outboxWorld.ts';

describe('the copy in Sent', () => {
  test('F02 stored once when the server makes none within its time', async () => {
    await using at = await outboxWorld();
    const { id } = await at.enqueue('a@x.test');
    await at.settle(() => at.stateOf(id) === 'sent');
    await at.clock.advance(10_000);
    assert.equal(at.state.appended, 0);
    for (let i = 0; i < 10; i++) await at.clock.advance(2_000);
    await at.settle(() => at.store.find(id)?.sentCopy === 'saved');
    assert.deepEqual([at.state.appended, at.sent.length], [1, 1]);
    await waitFor(async () => (await listFolder(at.folder.path)).length === 0, { what: 'the bytes to be let go of' });
  });

  test("F02 the server's own copy is found, by its name or by what it is", async () => {
    for (const rewritten of [false, true]) {
      await using at = await outboxWorld();
      const item = await at.enqueue('a@x.test');
      await at.settle(() => at.stateOf(item.id) === 'sent');
      await at.clock.advance(4_000);
      at.sent.push({
        messageId: rewritten ? '<theirs@outlook>' : item.messageId,
        subject: 'a@x.test',
        date: at.clock.now(),
        recipients: ['a@x.test'],
      });
      await at.clock.advance(20_000);
      await at.settle(() => at.store.find(item.id)?.sentCopy === 'saved');
      assert.equal(at.state.appended, 0);
    }
  });

  test('F02 a provider that is known to save gets none from us', async () => {
    await using at = await outboxWorld();
    at.state.savesByItself = true;
    const { id } = await at.enqueue('a@x.test');
    await at.settle(() => at.store.find(id)?.sentCopy === 'saved');
    assert.equal(at.state.appended, 0);
  });

  test('a Sent that can not be reached is tried again; the mail stays sent', async () => {
    await using at = await outboxWorld();
    at.state.sentFails = new MailError('net.unreachable', { retry: 'later' });
    const { id } = await at.enqueue('a@x.test');
    await at.settle(() => at.stateOf(id) === 'sent');
    await at.clock.advance(60_000);
    assert.equal(at.store.find(id)?.sentCopy, 'pending');
    at.state.sentFails = undefined;
    await at.clock.advance(60_000);
    await at.settle(() => at.store.find(id)?.sentCopy === 'saved');
    assert.deepEqual([at.stateOf(id), at.state.appended], ['sent', 1]);
  });
});
