import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { clockLookMs } from '../../../../src/engine/outbox/limits.ts';
import { writeDate } from '../../../../src/mail/mime/writeHeader.ts';
import { outboxWorld } from './outboxWorld.ts';

describe('F06 a time to leave at', () => {
  const hour = 3_600_000;

  test('F06 is kept over an end of the engine, and the mail leaves then, once', async () => {
    await using at = await outboxWorld();
    const sendAt = at.clock.now() + 5 * hour;
    const { id, state } = await at.enqueue('a@x.test', { sendAt, undoMs: 10_000 });
    assert.equal(state, 'held');
    await at.clock.advance(hour);
    await at.outbox.stop({ signal: AbortSignal.abort() });
    const next = at.make();
    next.start();
    await at.clock.advance(4 * hour - 1);
    assert.deepEqual([at.state.sessions, at.stateOf(id)], [0, 'held']);
    await at.clock.advance(1);
    await at.settle(() => at.stateOf(id) === 'sent');
    await at.clock.advance(30 * 24 * hour);
    assert.equal(at.state.sessions, 1);
  });

  test('F06 due while nothing ran: asked about once at the next start, sent when the person says so, with the date of then', async () => {
    await using at = await outboxWorld();
    const { id } = await at.enqueue('a@x.test', { sendAt: at.clock.now() + hour });
    await at.outbox.stop({ signal: AbortSignal.abort() });
    await at.clock.advance(3 * hour);
    const next = at.make();
    next.start();
    assert.deepEqual(
      next.takeAsked().map((item) => [item.id, item.failure?.code]),
      [[id, 'send.missed']],
    );
    assert.deepEqual(next.takeAsked(), [], 'one window is told, once');
    await at.clock.advance(24 * hour);
    assert.equal(at.state.sessions, 0);
    await next.retry(id);
    const bytes = await readFile(`${at.folder.path}/${id}.eml`, 'utf8');
    assert.match(bytes, new RegExp(`Date: ${writeDate(at.clock.now()).replace('+', '.')}\r\n\r\nHi\r\nDate: mine`));
    await at.settle(() => at.stateOf(id) === 'sent');
  });

  test('F06 a clock that is set back or forward sends nothing twice and nothing early', async () => {
    await using at = await outboxWorld();
    const sendAt = at.clock.now() + hour;
    const { id } = await at.enqueue('a@x.test', { sendAt });
    at.clock.set(at.clock.now() - 2 * hour);
    await at.clock.advance(hour);
    assert.deepEqual([at.state.sessions, at.stateOf(id)], [0, 'held'], 'its time has not come');
    at.clock.set(sendAt + 1_000);
    await at.clock.advance(clockLookMs);
    await at.settle(() => at.stateOf(id) === 'sent');
    at.clock.set(sendAt - hour);
    await at.clock.advance(3 * hour);
    assert.equal(at.state.sessions, 1);
  });

  test('F06 taken back or put off, it does not leave at the first time', async () => {
    await using at = await outboxWorld();
    const sendAt = at.clock.now() + hour;
    const one = await at.enqueue('a@x.test', { sendAt });
    const two = await at.enqueue('b@x.test', { sendAt });
    await at.outbox.cancel(one.id);
    const moved = await at.outbox.reschedule(two.id, sendAt + hour);
    assert.deepEqual([moved.state, moved.sendAt], ['held', sendAt + hour]);
    await at.clock.advance(hour + 1);
    assert.equal(at.state.sessions, 0);
    await at.clock.advance(hour);
    await at.settle(() => at.stateOf(two.id) === 'sent');
    assert.equal(at.stateOf(one.id), 'cancelled');
    await assert.rejects(at.outbox.reschedule(two.id, at.clock.now() - 1), { code: 'draft.sendAtPast' });
  });
});
