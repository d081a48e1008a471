import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sleep, withTimeout } from '../../../src/base/clock.ts';
import { MailError } from '../../../src/base/errors.ts';
import { virtualClock } from '../../support/virtualClock.ts';

describe('waiting', () => {
  test('ends when its time has come, and not before', async () => {
    const clock = virtualClock();
    let done = false;
    const waiting = sleep(clock, 1_000).then(() => {
      done = true;
    });
    await clock.advance(999);
    assert.equal(done, false);
    await clock.advance(1);
    await waiting;
    assert.equal(done, true);
  });

  test('ends at once when it is cancelled, and leaves no timer behind', async () => {
    const clock = virtualClock();
    const controller = new AbortController();
    const waiting = sleep(clock, 1_000, { signal: controller.signal });
    controller.abort();
    await assert.rejects(waiting, { code: 'engine.cancelled' });
    assert.equal(clock.pending, 0);
  });

  test('a time limit frees the caller of work that does not heed its signal', async () => {
    const clock = virtualClock();
    const stuck = withTimeout(clock, 50, () => new Promise<never>(() => {}), {
      onTimeout: () => new MailError('net.timeout'),
    });
    const refused = assert.rejects(stuck, { code: 'net.timeout' });
    await clock.advance(50);
    await refused;
    assert.equal(clock.pending, 0);
  });
});
