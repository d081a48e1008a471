/** A mailbox whose first listing takes minutes: the line that will watch it waits for it, and must not be taken for dead. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepAliveMs } from '../../src/engine/sync/limits.ts';
import { waitFor } from '../support/waitFor.ts';
import { fill } from './session.ts';
import { startSimWorld } from './simWorld.ts';

test('B02 a line that waits for a long listing keeps itself alive, and stays', async () => {
  await using world = await startSimWorld({ seed: 1 });
  fill(world);
  const rows = { text: /\* 2 FETCH [^\r\n]*\r\n\r\n EMAILID \(M\d+\)\)\r\n/, side: 'before' } as const;
  const rule = world.lines.imap.rule({ from: 'server', at: rows, act: 'hold', connection: 0 });
  await world.start();
  const watching = () => world.lines.imap.connections[1];
  const said = () => watching()?.sent('client').toString('latin1') ?? '';
  const isSignedIn = () => rule.hits > 0 && said().includes('NAMESPACE');
  await waitFor(isSignedIn, { what: 'the second line to be signed in' });
  const noops = () => said().match(/ NOOP\r\n/g)?.length ?? 0;
  const inTime = async () => {
    await world.clock.advance(keepAliveMs / 4); // The line begins to count when it has read its last answer, which nobody here sees.
    return noops() >= 2;
  };
  await waitFor(inTime, { what: 'two signs of life', everyMs: 50 });
  rule.release();
  await world.settled();
  await waitFor(() => said().includes('SELECT'), { what: 'its turn' });
  assert.equal(watching()?.open, true);
  assert.equal(world.lines.imap.connections.length, 2, 'no line was made anew');
  await world.assertHealed();
});
