import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { followSending } from '../../../src/drafts/followSending.ts';
import type { EngineCaller } from '../../../src/host/engineConnection.ts';
import { type OutboxRecord, outboxRecord } from '../../../src/protocol/records.ts';
import { virtualClock } from '../../support/virtualClock.ts';
import { english } from '../views/rows.ts';

/** A mail on its way, an engine that knows it, and what is shown of it. */
function sending() {
  const clock = virtualClock();
  const recipient = {
    address: 'a@example.org',
    state: 'pending',
    code: 0,
    reply: '',
    fate: '',
    fateStatus: '',
    fateReason: '',
    fateAt: 0,
    readAs: '',
    readAt: 0,
  };
  let item = outboxRecord.parse({
    ...{ id: 'o1', account: 'a1', state: 'held', subject: 'Plan', messageId: '<1@x>', size: 1_000, sentBytes: 0 },
    ...{
      recipients: [recipient],
      createdAt: clock.now(),
      dueAt: clock.now() + 2_000,
      sendAt: 0,
      attempts: 0,
      failure: null,
    },
    ...{ sentCopy: 'none', draft: 'file:///plan.mail.md' },
  });
  const [steps, asked]: [string[], string[]] = [[], []];
  let changed = (): void => {};
  const engine: EngineCaller = {
    async call(method) {
      asked.push(method.name);
      return method.result.parse({ items: [item] });
    },
    on(name, listener) {
      if (name === 'outboxChanged') changed = () => listener({ id: item.id } as never);
      return { dispose: () => (changed = () => {}) };
    },
  };
  const cancel = new AbortController();
  const following = followSending(
    item,
    { engine, clock, t: english },
    { signal: cancel.signal, onStep: (step) => void steps.push(step) },
  );
  const becomes = async (more: Partial<OutboxRecord>) => {
    item = { ...item, ...more };
    changed();
    await clock.advance(0);
  };
  return { clock, steps, asked, cancel, following, becomes };
}

describe('M04 what is shown of a mail that is being sent', () => {
  test('the seconds left, then how much of it is over, and its end as it is', async () => {
    const { clock, steps, following, becomes } = sending();
    await clock.advance(1_000);
    await becomes({ state: 'sending', sentBytes: 420 });
    await becomes({ state: 'sent', sentBytes: 1_000 });
    assert.equal((await following)?.state, 'sent');
    const shown = steps.filter((step, index) => step !== steps[index - 1]);
    assert.deepEqual(shown, ['to 1 person in 2 s', 'to 1 person in 1 s', '42 % sent']);
  });

  test('what waits for the network is not waited for', async () => {
    const { following, becomes } = sending();
    await becomes({ state: 'queued', attempts: 1 });
    assert.equal((await following)?.state, 'queued');
  });

  test('cancelled, it ends at once and asks and shows nothing any more', async () => {
    const { clock, steps, asked, cancel, following, becomes } = sending();
    cancel.abort();
    assert.equal(await following, undefined);
    const [stepsThen, askedThen] = [steps.length, asked.length];
    await becomes({ state: 'sending', sentBytes: 500 });
    await clock.advance(60_000);
    assert.deepEqual([steps.length, asked.length], [stepsThen, askedThen]);
  });
});
