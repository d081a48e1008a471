import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MailError } from '../../../../src/base/errors.ts';
import { laneMails, lanesMax } from '../../../../src/engine/outbox/limits.ts';
import { waitFor } from '../../../support/waitFor.ts';
import { accept, outboxWorld, result } from './outboxWorld.ts';

/** Mails enough for every lane, and what the server sees of them: how many at once, and each recipient. */
async function mailing(at: Awaited<ReturnType<typeof outboxWorld>>, server = accept) {
  const seen = { under: 0, most: 0, recipients: [] as string[] };
  at.state.server = async (recipients, hooks, signal) => {
    seen.most = Math.max(seen.most, ++seen.under);
    seen.recipients.push(...recipients);
    await new Promise((resolve) => setTimeout(resolve, 5)); // Long enough for the others to come beside it.
    seen.under -= 1;
    return server(recipients, hooks, signal);
  };
  at.state.secret = false; // All wait until the last is there.
  const addresses = Array.from({ length: laneMails * lanesMax }, (_, number) => `a${number}@x.test`);
  const items = await Promise.all(addresses.map((to) => at.enqueue(to)));
  at.state.secret = true;
  at.outbox.wake(at.account);
  return { seen, addresses, items };
}

describe('a long queue', () => {
  test('F02 leaves over several connections, bounded, each mail once', async () => {
    await using at = await outboxWorld();
    const { seen, addresses, items } = await mailing(at);
    await waitFor(() => items.every(({ id }) => at.stateOf(id) === 'sent'));
    assert.equal(seen.most, lanesMax);
    assert.deepEqual(seen.recipients.toSorted(), addresses.toSorted());
  });

  test('F02 a server that wants no second connection gets one, and no mail waits or fails for it', async () => {
    await using at = await outboxWorld();
    let open = 0;
    at.state.onOpen = () => {
      if (open > 0) throw new MailError('net.closed', { retry: 'later' });
      open += 1;
    };
    const { seen, addresses, items } = await mailing(at, async (recipients, hooks, signal) => {
      const outcome = await accept(recipients, hooks, signal);
      open -= 1;
      return outcome;
    });
    await waitFor(() => items.every(({ id }) => at.stateOf(id) === 'sent'));
    assert.equal(seen.most, 1);
    assert.deepEqual(seen.recipients.toSorted(), addresses.toSorted());
  });

  test('F02 after a "not now" the rest leaves one at a time', async () => {
    await using at = await outboxWorld();
    let busy = false;
    const under: number[] = [];
    const { seen, items } = await mailing(at, async (recipients, hooks, signal) => {
      if (busy) under.push(seen.under);
      if (recipients[0] !== 'a0@x.test') return accept(recipients, hooks, signal);
      busy = true;
      return result(recipients.map((address) => ({ address, outcome: 'deferred', stage: 'mail', reply: undefined })));
    });
    await waitFor(() => items.slice(1).every(({ id }) => at.stateOf(id) === 'sent'));
    assert.ok(
      under.slice(lanesMax).every((beside) => beside === 0),
      `beside the others: ${under}`,
    );
    assert.equal(at.stateOf(items[0]?.id ?? ''), 'queued');
  });
});
