/** The few places where one fault would make two of one, or none: by name, because a sample may pass them by. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { crashRun, faultsOf } from './crashes.ts';
import { wholeSession } from './cuts.ts';
import { type Offer, startSimWorld } from './simWorld.ts';

describe('N05 C03 F02 the worst places', () => {
  for (const offer of ['all', 'noMove', 'bare'] as const satisfies Offer[]) {
    test(`${offer}: the line breaks when the server has copied and has not said so: one copy`, async () => {
      await using world = await startSimWorld({ seed: 1, offer });
      const at = { text: /\* OK \[COPYUID|\w+ OK \[COPYUID/, side: 'before' } as const;
      const rule = world.lines.imap.rule({ from: 'server', at, act: 'cut' });
      await wholeSession(world);
      await world.assertHealed();
      assert.equal(rule.hits, 1);
    });
  }

  test('the line breaks when the server has taken a mail and has not said so: one copy, and a doubt that is told', async () => {
    await using world = await startSimWorld({ seed: 1 });
    const rule = world.lines.smtp.rule({ from: 'server', at: { text: '250 2.0.0 T', side: 'before' }, act: 'cut' });
    await wholeSession(world);
    assert.deepEqual(
      world.engine.context.outbox.list().map(({ state }) => state),
      ['inDoubt'],
    );
    await world.assertHealed();
    assert.equal(rule.hits, 1);
  });

  test('the engine dies when the server has taken a mail and it has not noted so: one copy, and a doubt', async () => {
    const saves = (await faultsOf('all')).filter(
      ({ name, when }) => name.split('+').includes('outbox.save') && when === 'before',
    );
    const last = saves.at(-1);
    assert.ok(last);
    assert.equal(await crashRun('all', last), true);
  });

  test('the engine dies when the copy is in Sent and it has not noted so: one copy there', async () => {
    assert.equal(await crashRun('all', { file: 'user', name: 'outbox.sentCopy', when: 'before', nth: 1 }), true);
  });
});
