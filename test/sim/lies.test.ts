/** A server that lies for a while: what it says harms nothing that cannot be asked again, and with the truth all heals. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Lie, lies } from './lies.ts';
import { fill, keepShown, steps } from './session.ts';
import { startSimWorld } from './simWorld.ts';

describe('N05 B07 a server that lies', () => {
  for (const [words, lie] of Object.entries(lies)) {
    test(`${words}: the store equals the server afterwards, and no action is lost`, async () => {
      const hits = await lieRun(lie);
      assert.ok(hits > 0 || lie.mayStaySilent, 'it was said');
    });
  }
});

/** A whole session with the lie in it. How often it was said. */
async function lieRun({ rules, from = 'listed', before, told, offer = 'all' }: Lie): Promise<number> {
  await using world = await startSimWorld({ seed: 1, offer });
  fill(world);
  const armed: { readonly hits: number }[] = [];
  const arm = () => {
    for (const rule of rules) armed.push(world.lines.imap.rule({ ...rule, from: 'server' }));
    before?.(world);
  };
  if (from === 'listed') arm();
  await world.start();
  for (const [name, step] of Object.entries(steps)) {
    if (name === from && name !== 'listed') arm();
    await step(world);
    await world.settled();
    if (name !== 'listed') continue;
    await world.inStep(); // Only the truth is acted on.
    keepShown(world);
  }
  if (told !== undefined) assert.ok(world.engine.failures.has(told), `${told} among ${[...world.engine.failures]}`);
  await world.assertHealed();
  return armed.reduce((sum, { hits }) => sum + hits, 0);
}
